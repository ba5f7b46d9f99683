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
 * The keys under which the fields of an operation are fetched. A client's key is replaced when a plan may use it for
 * another field: plans fetch entity keys and requirements under their names and would take `id: name` for the id. A key
 * with different meanings on different types gets one data key per meaning: where a subgraph has a single object type for
 * both types, the planner would fetch only one of the two (seen with 2.14.4).
 */
export interface DataKeys {
  /** The key of a field in the results of subgraphs. */
  of(node: FieldNode, parent: GraphQLNamedType): string;
  /** The client's key for a data key. */
  toResponseKey(key: string): string;
  /** The document with data keys, for planning. */
  applyTo(document: DocumentNode): DocumentNode;
}

/** Chooses data keys that no field of the document uses. */
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
    // Root fields are never required by others, and resuming a subscription reads its root key.
    if ([...roots].some((root) => root?.name === parent.name)) return key;
    return which > 0 ? `${prefix}${which}_${key}` : `${prefix}${key}`;
  };
  return {
    of,
    // GraphQL names do not begin with a digit.
    toResponseKey: (key) =>
      key.startsWith(prefix) ? key.slice(prefix.length).replace(/^\d+_/, '') : (variants.get(key)?.name.value ?? key),
    applyTo: (planned) => renamed(planned, schema, of),
  };
}

/** The meanings (field and arguments) of each response key, in document order. */
function meaningsIn(document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const meanings = new Map<string, Set<string>>();
  visit(document, {
    Field(node) {
      const key = node.alias?.value ?? node.name.value;
      const existing = meanings.get(key);
      if (existing === undefined) meanings.set(key, new Set([meaningOf(node)]));
      else existing.add(meaningOf(node));
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
