import { type FieldNode, print } from 'graphql';

/** A field with its arguments in the order of their names. */
export function meaningOf(node: Pick<FieldNode, 'name' | 'arguments'>): string {
  const given = (node.arguments ?? []).map((argument) => print(argument)).toSorted();
  return given.length === 0 ? node.name.value : `${node.name.value}(${given.join(',')})`;
}
