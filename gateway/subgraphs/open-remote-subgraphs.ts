import type { Logger } from 'pino';
import { createRemoteExecutor, type RemoteExecutor } from '../../runtime/serve/remote-executor.ts';
import type { Subgraphs } from '../pipeline/gateway-options.ts';
import { TIMES } from '../pipeline/gateway-times.ts';
import type { SubgraphAddress } from '../supergraph/supergraph.ts';

interface Remote {
  readonly name: string;
  readonly url: string;
  readonly executor: RemoteExecutor;
  /** Set once the supergraph no longer names the subgraph. */
  closing: NodeJS.Timeout | null;
}

/**
 * Opens the Federation 2 subgraphs at the addresses of a supergraph, without signed callers. A subgraph that the supergraph
 * no longer names stays open for `requestMs`, the maximum duration of a request planned before the swap; streams move at
 * once.
 */
export function openRemoteSubgraphs(log: Logger, requestMs = TIMES.requestMs): Subgraphs {
  /** Remote subgraphs by name, then by address. */
  const remotes = new Map<string, Map<string, Remote>>();
  const all = (): Remote[] => [...remotes.values()].flatMap((named) => [...named.values()]);

  function close(remote: Remote): Promise<void> {
    if (remote.closing !== null) clearTimeout(remote.closing);
    remotes.get(remote.name)?.delete(remote.url);
    return remote.executor.close();
  }

  function open({ name, url }: SubgraphAddress): void {
    const named = remotes.get(name) ?? new Map<string, Remote>();
    remotes.set(name, named);
    const found = named.get(url);
    if (found?.closing != null) {
      clearTimeout(found.closing);
      found.closing = null;
    }
    if (found !== undefined || !URL.canParse(url)) return;
    const executor = createRemoteExecutor({ name, urls: [url], callerToken: () => null, log });
    named.set(url, { name, url, executor, closing: null });
  }

  function retire(remote: Remote): void {
    remote.closing ??= setTimeout(() => void close(remote), requestMs + 1_000).unref();
  }

  function keep(addresses: readonly SubgraphAddress[]): void {
    for (const address of addresses) open(address);
    for (const remote of all())
      if (!addresses.some(({ name, url }) => name === remote.name && url === remote.url)) retire(remote);
  }

  return {
    executor: (name, url) => remotes.get(name)?.get(url)?.executor.execute ?? null,
    isRemote: () => true,
    keep,
    routes: [],
    unready: async () => [],
    async close() {
      await Promise.allSettled(all().map(close));
    },
  };
}
