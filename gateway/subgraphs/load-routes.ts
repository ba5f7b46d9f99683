import { existsSync } from 'node:fs';
import type { Subgraph } from '../../runtime/subgraph/subgraph.ts';

/** Where a domain declares its routes. */
const ROUTE_FILES = ['routes.ts', 'routes/index.ts'];
/** Where it says in which folder it keeps files. */
const SETTINGS_FILES = ['settings.ts'];

/** What a gateway needs of the definition of a domain that runs in another process. */
type ServedDefinition = Pick<Subgraph, 'routes' | 'filesFolder'>;

/**
 * The routes of a domain that runs in another process; empty when it has none. Its definition is not imported: that would
 * load all of the domain, which takes a second of processor time for fifteen of them.
 */
export async function loadRoutes(name: string): Promise<ServedDefinition> {
  const module = await importFirst(name, ROUTE_FILES);
  if (module === null) return { routes: [] };
  const { routes } = module;
  if (routes === undefined) throw new Error(`subgraphs/${name}: its file of routes exports no routes`);
  const { filesFolder } = (await importFirst(name, SETTINGS_FILES)) ?? {};
  return { routes, filesFolder };
}

async function importFirst(name: string, files: readonly string[]): Promise<Partial<ServedDefinition> | null> {
  const urls = files.map((file) => new URL(`../../subgraphs/${name}/${file}`, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  return found === undefined ? null : await import(found.href);
}
