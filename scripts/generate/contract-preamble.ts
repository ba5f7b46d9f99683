import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';

const BEGIN = '# Written by npm run generate from runtime/graphql/contract.graphql, up to the line END OF PREAMBLE.';
const END = '# END OF PREAMBLE';

/** What every contract begins with: `runtime/graphql/contract.graphql` between two comments that mark it. */
export const preambleBlock = (preamble: string): string => `${BEGIN}\n${preamble.trim()}\n${END}\n`;

/**
 * The contract with the current preamble at its beginning, instead of the one that it has, or above all that it says.
 *
 * @throws when its preamble does not end: nobody knows what of it is the domain's own.
 */
export function withPreamble(contract: string, preamble: string): string {
  if (!contract.startsWith(BEGIN)) return `${preambleBlock(preamble)}\n${contract.trimStart()}`;
  const end = contract.indexOf(`\n${END}\n`);
  if (end < 0) throw new Error(`its preamble has lost the line "${END}"`);
  return `${preambleBlock(preamble)}${contract.slice(end + END.length + 2)}`;
}

/** The contract of every subgraph that `supergraph.yaml` lists, with the current preamble. */
export function renderContracts(root = '.'): { file: string; text: string }[] {
  const preamble = readFileSync(join(root, 'runtime/graphql/contract.graphql'), 'utf8');
  return readSupergraphConfig(join(root, 'supergraph.yaml')).map(({ schemaFile: file }) => {
    try {
      return { file, text: withPreamble(readFileSync(join(root, file), 'utf8'), preamble) };
    } catch (error) {
      throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}
