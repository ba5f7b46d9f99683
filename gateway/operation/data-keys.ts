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
import { meaningOf } from '../graphql/field-meaning.ts';
import type { FieldSets } from '../supergraph/field-sets.ts';

/**
 * Under which keys an operation's fields are fetched. They are the client's own, but for those that a plan may use for
 * another field: it fetches keys and requirements by their names, and would take `id: name` for the id. And a key that
 * means one thing of one type and another of another has a data key for each: where a subgraph has one object type for
 * both, the planner asks for one of the two (seen with 2.14.4).
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
  { names, withArguments, variants }: Pick<FieldSets, 'names' | 'withArguments' | 'variants'>,
  document: DocumentNode,
): DataKeys {
  const suffix = unusedSuffix(document);
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const prefix = `client${suffix}`;
  const meanings = meaningsIn(document);
  const isTaken = (key: string, node: FieldNode): boolean => {
    if (!names.has(key)) return false;
    const isPlain = key === node.name.value && (node.arguments ?? []).length === 0;
    return !isPlain || withArguments.has(key);
  };
  const of = (node: FieldNode, parent: GraphQLNamedType): string => {
    const key = node.alias?.value ?? node.name.value;
    const which = [...(meanings.get(key) ?? [])].indexOf(meaningOf(node));
    if (which <= 0 && !isTaken(key, node)) return key;
    // Nothing is required of a root; what follows a subscription reads its root's key.
    if ([...roots].some((root) => root?.name === parent.name)) return key;
    return which > 0 ? `${prefix}${which}_${key}` : `${prefix}${key}`;
  };
  return {
    of,
    // No key of a client begins with a digit.
    toResponseKey: (key) =>
      key.startsWith(prefix) ? key.slice(prefix.length).replace(/^\d+_/, '') : (variants.get(key)?.name.value ?? key),
    applyTo: (planned) => renamed(planned, schema, of),
  };
}

/** What each response key stands for in a document, field and arguments; in the order of the document. */
function meaningsIn(document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const meanings = new Map<string, Set<string>>();
  visit(document, {
    Field(node) {
      const key = node.alias?.value ?? node.name.value;
      const known = meanings.get(key);
      if (known === undefined) meanings.set(key, new Set([meaningOf(node)]));
      else known.add(meaningOf(node));
    },
  });
  return meanings;
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
