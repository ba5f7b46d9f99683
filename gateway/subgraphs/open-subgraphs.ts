import type { Logger } from 'pino';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import type { Process } from '../../runtime/process/open-process.ts';
import { withTimeLimit } from '../../runtime/resilience/time-limit.ts';
import type { Configuration } from '../../runtime/settings/configuration.ts';
import { requireSettings } from '../../runtime/settings/required-settings.ts';
import { embeddedEntries, type SubgraphEntry } from '../../runtime/settings/supergraph-config.ts';
import type { OpenSubgraph, Subgraph } from '../../runtime/subgraph/subgraph.ts';
import { whenReady } from '../../runtime/subgraph/when-ready.ts';
import type { Subgraphs } from '../pipeline/gateway-options.ts';
import { loadRoutes } from './load-routes.ts';
import { embedRoutes, proxyRoutes } from './mounted-routes.ts';

/** The project's subgraphs, and which of them run in this process. */
export interface OpenSubgraphsOptions {
  readonly entries: readonly SubgraphEntry[];
  readonly embed: 'all' | readonly string[];
  readonly process: Process;
  /** Where a served subgraph listens; its routes are proxied there. */
  urlOf(entry: SubgraphEntry): string;
  readonly log: Logger;
  readonly configuration: Configuration;
}

/** The executor of a domain that is being opened: requests wait until it is. */
export const whenOpen =
  (opening: Promise<Pick<OpenSubgraph, 'execute'>>): Executor =>
  async (request, caller) =>
    (await opening).execute(request, caller);

/**
 * Opens the subgraphs of this project: those embedded in this process, the others over the wire.
 *
 * @throws an Error of one line when `embed` names a subgraph that is not listed, or a domain does not open; a
 * ConfigurationError with a line for each setting that is missing.
 */
export async function openSubgraphs(options: OpenSubgraphsOptions): Promise<Subgraphs> {
  const { entries, embed, process, log } = options;
  const names = entries.map(({ name }) => name);
  const embeddedNames = new Set(embeddedEntries(entries, embed).map(({ name }) => name));
  const isEmbedded = (name: string): boolean => embeddedNames.has(name);
  const loaded = await Promise.all(
    entries.map(async ({ name }) => (isEmbedded(name) ? await load(name) : { name, ...(await loadRoutes(name)) })),
  );
  const embedded = loaded.filter((one): one is Subgraph => 'open' in one);
  // What is missing stops the process now and all together, not with the first request to a served subgraph.
  requireSettings(options.configuration, { domains: embedded, signsCallers: embedded.length < entries.length });
  const open = new Map<string, OpenSubgraph>();
  const closeAll = async (): Promise<void> => {
    await Promise.allSettled([...open.values()].map((subgraph) => subgraph.close()));
  };
  try {
    await Promise.all(
      embedded.map(async (definition) => {
        const { name } = definition;
        const opening = definition.open(process.hostOf(name));
        // A domain that is open sooner may ask this one already.
        process.embed(name, whenOpen(opening));
        const opened = await opening;
        open.set(name, opened);
        process.embed(name, opened.execute);
      }),
    );
    await whenReady([...open.values()]);
  } catch (error) {
    await closeAll();
    throw error;
  }

  return {
    executor: (name) => (names.includes(name) ? process.executorOf(name) : null),
    isRemote: (name) => !isEmbedded(name),
    routes: loaded.flatMap(({ name, routes, filesFolder }, at) => {
      const subgraph = open.get(name);
      if (subgraph !== undefined) return embedRoutes(routes, subgraph);
      const callerToken = (caller: Caller): string => process.callerToken(caller, name);
      // as: `loaded` has the order of `entries`.
      const entry = entries[at] as SubgraphEntry;
      return proxyRoutes(routes, {
        urlOf: () => options.urlOf(entry),
        callerToken,
        filesFolder: filesFolder?.(options.configuration) ?? null,
      });
    }),
    embedded: [...open.keys()],
    async unready() {
      const states = await Promise.all(
        [...open].map(async ([name, subgraph]) => ((await isReady(subgraph, log)) ? [] : [name])),
      );
      return states.flat();
    },
    clocks: process.clocks.report,
    close: closeAll,
  };
}

async function load(name: string): Promise<Subgraph> {
  const module: { default?: Subgraph } = await import(`../../subgraphs/${name}/index.ts`);
  if (module.default?.name !== name)
    throw new Error(`subgraphs/${name}/index.ts: its default export is no subgraph of that name`);
  return module.default;
}

const READY_TIMEOUT_MS = 2_000;

/** With a time limit, since a hanging database never responds. */
async function isReady(subgraph: OpenSubgraph, log: Logger): Promise<boolean> {
  try {
    await withTimeLimit(READY_TIMEOUT_MS, subgraph.ready());
    return true;
  } catch (error) {
    log.warn({ err: error }, 'A subgraph is not ready');
    return false;
  }
}
