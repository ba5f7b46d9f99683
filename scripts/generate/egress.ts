import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SubgraphEntry } from '../../runtime/settings/supergraph-config.ts';
import { nameOf, nodeAt } from '../check/nodes.ts';
import { parseSyntax, walk } from '../check/syntax.ts';

/**
 * Names of the subgraphs that reach outside the system: their front door says `egress: true`. It is read and not opened,
 * for there may be no database client yet that it could import.
 */
export const subgraphsWithEgress = (entries: readonly SubgraphEntry[]): ReadonlySet<string> =>
  new Set(
    entries
      .filter(({ schemaFile }) => saysEgress(readFileSync(join(dirname(schemaFile), 'index.ts'), 'utf8')))
      .map(({ name }) => name),
  );

/** Whether the text of a front door declares a way out. */
export function saysEgress(frontDoor: string): boolean {
  let says = false;
  walk(parseSyntax(frontDoor).body, (node) => {
    if (node.type === 'KeyValueProperty' && nameOf(nodeAt(node, 'key')) === 'egress')
      says = nodeAt(node, 'value')?.['value'] === true;
    return undefined;
  });
  return says;
}
