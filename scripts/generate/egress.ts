import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SubgraphEntry } from '../../runtime/settings/supergraph-config.ts';
import { nameOf, nodeAt } from '../check/nodes.ts';
import { parseSyntax, walk } from '../check/syntax.ts';

/**
 * Names of the subgraphs that reach outside the system: their definition says `egress: true`. It is read and not opened,
 * for there may be no database client yet that it could import.
 */
export const subgraphsWithEgress = (entries: readonly SubgraphEntry[]): ReadonlySet<string> =>
  new Set(
    entries
      .filter(({ schemaFile }) => declaresEgress(readFileSync(join(dirname(schemaFile), 'index.ts'), 'utf8')))
      .map(({ name }) => name),
  );

/** Whether the text of a definition declares that the domain reaches outside. */
export function declaresEgress(definition: string): boolean {
  let isDeclared = false;
  walk(parseSyntax(definition).body, (node) => {
    if (node.type === 'KeyValueProperty' && nameOf(nodeAt(node, 'key')) === 'egress')
      isDeclared = nodeAt(node, 'value')?.['value'] === true;
    return undefined;
  });
  return isDeclared;
}
