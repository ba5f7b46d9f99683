import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { FieldSets } from './field-sets.ts';

/**
 * Under which keys an operation's fields are fetched. They are the client's own, but for those that a plan may use for
 * another field: it fetches keys and requirements by their names, and would take `id: name` for the id.
 */
export interface DataKeys {
  /** The key of a field in what subgraphs answer. */
  of(node: FieldNode, parent: GraphQLNamedType): string;
  /** The client's key for such a key. */
  toResponseKey(key: string): string;
  /** The document as it is planned. */
  applyTo(document: DocumentNode): DocumentNode;
}

/** Finds keys that no field of a document has. */
export function createDataKeys(
  schema: GraphQLSchema,
  { names, withArguments }: Pick<FieldSets, 'names' | 'withArguments'>,
  document: DocumentNode,
): DataKeys {
  const suffix = unusedSuffix(document);
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const of = (node: FieldNode, parent: GraphQLNamedType): string => {
    const key = node.alias?.value ?? node.name.value;
    if (!names.has(key)) return key;
    const isPlain = key === node.name.value && (node.arguments ?? []).length === 0;
    if (isPlain && !withArguments.has(key)) return key;
    // Nothing is required of a root; what follows a subscription reads its root's key.
    return [...roots].some((root) => root?.name === parent.name) ? key : `client${suffix}${key}`;
  };
  return {
    of,
    toResponseKey: (key) => (key.startsWith(`client${suffix}`) ? key.slice(`client${suffix}`.length) : key),
    applyTo: (planned) => renamed(planned, schema, of),
  };
}

function renamed(document: DocumentNode, schema: GraphQLSchema, of: DataKeys['of']): DocumentNode {
  const info = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(info, {
      Field: {
        leave(node) {
          const parent = info.getParentType();
          const key = parent ? of(node, parent) : undefined;
          if (key === undefined || key === (node.alias?.value ?? node.name.value)) return undefined;
          return { ...node, alias: { kind: Kind.NAME, value: key } };
        },
      },
    }),
  );
}

function unusedSuffix(document: DocumentNode): string {
  const text = print(document);
  let suffix = '_';
  while (text.includes(`client${suffix}`)) suffix += '_';
  return suffix;
}
