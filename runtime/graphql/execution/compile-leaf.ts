import { inspect } from 'node:util';
import { GraphQLBoolean, GraphQLID, type GraphQLLeafType, GraphQLString } from 'graphql';

/** The built-in types whose values of this JavaScript type are serialized as they are. */
const UNCHANGED: ReadonlyMap<GraphQLLeafType, string> = new Map<GraphQLLeafType, string>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
]);

/** Serializes a value that is neither null nor an error. @throws where the type does not have it. */
export function compileLeaf(type: GraphQLLeafType): (value: unknown) => unknown {
  const unchanged = UNCHANGED.get(type) ?? null;
  return (value) => {
    if (typeof value === unchanged) return value;
    const serialized = type.serialize(value);
    if (serialized == null)
      throw new Error(
        `Expected \`${type}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${serialized}`,
      );
    return serialized;
  };
}
