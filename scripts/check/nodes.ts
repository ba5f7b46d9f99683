/** A node of swc's tree. Children are reached with `nodeAt`, `nodesAt` or `walk`. */
export interface Node {
  readonly type: string;
  /** Absent on the few kinds that swc gives none, such as the properties of an object. */
  readonly span?: { readonly start: number; readonly end: number };
  readonly [property: string]: unknown;
}

/** Whether a value is a node of swc's tree. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The node under a property, null where there is none: `nodeAt(call, 'callee')`. */
export function nodeAt(node: Node | null, ...path: readonly string[]): Node | null {
  let current: unknown = node;
  for (const property of path) current = isNode(current) ? current[property] : null;
  return isNode(current) ? current : null;
}

/** The text of an identifier or of a string literal; null for any other node. */
export function nameOf(node: Node | null): string | null {
  const value = node?.type === 'Identifier' || node?.type === 'StringLiteral' ? node['value'] : null;
  return typeof value === 'string' ? value : null;
}

/** The nodes in a list property; none where it is not a list. */
export function nodesAt(node: Node | null, property: string): readonly Node[] {
  const value = node?.[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}
