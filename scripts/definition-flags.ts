import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SubgraphEntry } from '../runtime/settings/supergraph-config.ts';

/** The definitions are those of this code, wherever it is started. */
const PROJECT = resolve(import.meta.dirname, '..');

/** What a definition says about the processes of its domain. */
type DefinitionFlag = 'egress' | 'hasStorage' | 'hasWorkerProcess';

/** Names of the subgraphs by what their definitions declare. */
export type DefinitionFlags = Readonly<Record<DefinitionFlag, ReadonlySet<string>>>;

/**
 * Reads which subgraphs reach outside the system, keep files on a disk, and have a worker process. The text of definitions
 * is read, and no module: there may be no database client yet that it could import, and none is needed to start processes.
 */
export function readDefinitionFlags(entries: readonly Pick<SubgraphEntry, 'name' | 'schemaFile'>[]): DefinitionFlags {
  const definitions = entries.map(({ name, schemaFile }) => ({
    name,
    text: readFileSync(resolve(PROJECT, dirname(schemaFile), 'index.ts'), 'utf8'),
  }));
  const namesWith = (flag: DefinitionFlag): ReadonlySet<string> =>
    new Set(definitions.filter(({ text }) => declaresFlag(text, flag)).map(({ name }) => name));
  return {
    egress: namesWith('egress'),
    hasStorage: namesWith('hasStorage'),
    hasWorkerProcess: namesWith('hasWorkerProcess'),
  };
}

/** Whether the text of a definition has this property, with the literal `true`. */
export const declaresFlag = (definition: string, flag: DefinitionFlag): boolean =>
  new RegExp(`[{,]\\s*${flag}:\\s*true\\s*[,}]`).test(definition);

/** The name under which the worker process of a domain is served. */
export const workerOf = (domain: string): string => `${domain}-worker`;
