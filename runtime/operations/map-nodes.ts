import type { Connection } from './connection.ts';

/** The same connection over something else: each node as `nodeOf` gives it, all at once when that takes time. */
export async function mapNodes<Row, Node>(
  { edges, pageInfo }: Connection<Row>,
  nodeOf: (row: Row) => Node | Promise<Node>,
): Promise<Connection<Node>> {
  const nodes = edges.map(async ({ cursor, node }) => ({ cursor, node: await nodeOf(node) }));
  return { pageInfo, edges: await Promise.all(nodes) };
}
