import { type FieldNode, print } from 'graphql';

/** The name of a field with its arguments, sorted: equal for fields that select the same value. */
export function meaningOf(node: Pick<FieldNode, 'name' | 'arguments'>): string {
  const given = (node.arguments ?? []).map((argument) => print(argument)).toSorted();
  return given.length === 0 ? node.name.value : `${node.name.value}(${given.join(',')})`;
}
