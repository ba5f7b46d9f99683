import { startEngines } from '../../runtime/embedded/engines.ts';
import type { ImportAccess, OpenImporter, OpenReservation } from '../../runtime/import/import-access.ts';
import { IMPORT_PARTICIPANTS, type ImportKind } from '../../runtime/import/import-kinds.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { openProcess } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import type { OpenSubgraph, Subgraph } from '../../runtime/subgraph/subgraph.ts';
import { generateClients } from '../generate/prisma-clients.ts';
import { requireDatabase } from '../require-database.ts';
import { ImportError } from './import-error.ts';

/** The importers of the kinds of a map and of those that they refer to. */
export interface OpenImports {
  /** @throws an `ImportError` for a kind that no open domain imports. */
  importerOf(kind: ImportKind): OpenImporter;
  reservationsOf(kind: ImportKind): readonly OpenReservation[];
}

/**
 * Opens the domains that take part in the import of `kinds`, as processes of theirs: they publish and handle events where
 * nobody else does, so it does not matter whether the system is running.
 */
export async function withImports<Value>(
  kinds: readonly ImportKind[],
  work: (imports: OpenImports) => Promise<Value>,
): Promise<Value> {
  const configuration = loadConfiguration('start');
  const subgraphs = readSupergraphConfig();
  await generateClients({ domains: subgraphs.map(({ name }) => name) });
  const engines = await startEngines({ ...configuration, log: (line) => console.error(line) });
  // Warnings are about domains that do not run, which an import does not need.
  const log = openLog('import', 'error', 2, configuration.logFormat);
  const running = openProcess({ configuration, ...engines, subgraphs, log, role: 'service' });
  const open = new Map<string, OpenSubgraph>();
  const openDomain = async (name: string): Promise<void> => {
    if (open.has(name)) return;
    await requireDatabase(configuration, name, engines.databaseUrl).catch((error: Error) => {
      throw new Error(`${error.message}; npm run migrate prepares it`);
    });
    const { default: subgraph }: { default: Subgraph } = await import(`../../subgraphs/${name}/index.ts`);
    const opened = await subgraph.open(running.hostOf(name));
    open.set(name, opened);
    running.embed(name, opened.execute);
  };
  try {
    const imports = accessTo(() => [...open.values()].map((domain) => domain.imports));
    for (const kind of kinds) await openKind(kind, openDomain, imports);
    return await work(imports);
  } finally {
    await Promise.allSettled([...open.values()].map((domain) => domain.close()));
    await running.close();
    await engines.stop();
  }
}

/** Opens the participants of a kind, and the owners of the kinds that its rows refer to. */
async function openKind(
  kind: ImportKind,
  openDomain: (name: string) => Promise<void>,
  imports: OpenImports,
): Promise<void> {
  const { owner, reserves } = IMPORT_PARTICIPANTS[kind];
  for (const name of [owner, ...reserves]) await openDomain(name);
  const { fields, key } = imports.importerOf(kind);
  const referenced = [key.kind, ...Object.values(fields).flatMap(({ references }) => references ?? [])];
  for (const other of new Set(referenced)) if (other !== kind) await openDomain(IMPORT_PARTICIPANTS[other].owner);
}

const accessTo = (read: () => readonly ImportAccess[]): OpenImports => ({
  importerOf(kind) {
    const found = read()
      .flatMap(({ importers }) => importers)
      .find((importer) => importer.kind === kind);
    if (found === undefined) throw new ImportError(`${kind} cannot be imported: no domain declares an importer`);
    return found;
  },
  reservationsOf: (kind) =>
    read()
      .flatMap(({ reservations }) => reservations)
      .filter((reservation) => reservation.kind === kind),
});
