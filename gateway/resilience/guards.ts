import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { BreakerState } from '../../runtime/resilience/breaker.ts';
import { createSubgraphGuard, type SubgraphGuard } from './subgraph-guard.ts';

/** Dependencies of `createGuards`. */
export interface GuardsOptions {
  isRemote(subgraph: string): boolean;
  readonly registry: Registry;
  readonly log: Logger;
}

const STATES: Readonly<Record<BreakerState, number>> = { closed: 0, probing: 0.5, open: 1 };

/** Creates the guard of each subgraph on its first call, and registers the metrics of all guards. */
export function createGuards({ isRemote, registry, log }: GuardsOptions): (subgraph: string) => SubgraphGuard {
  const guards = new Map<string, SubgraphGuard>();
  const count = metricsOf(registry, guards);
  const open = (subgraph: string): SubgraphGuard =>
    createSubgraphGuard({
      isRemote: isRemote(subgraph),
      changed(state) {
        if (state === 'open') count.openings.inc({ subgraph });
        if (state === 'open') log.warn({ subgraph }, 'A subgraph does not answer: it is not asked for a moment');
        if (state === 'closed') log.info({ subgraph }, 'A subgraph answers again');
      },
      refused: (reason) => count.refusals.inc({ subgraph, reason }),
      retried: () => count.retries.inc({ subgraph }),
    });
  return (subgraph) => {
    const cached = guards.get(subgraph);
    if (cached !== undefined) return cached;
    const guard = open(subgraph);
    guards.set(subgraph, guard);
    return guard;
  };
}

function metricsOf(registry: Registry, guards: ReadonlyMap<string, SubgraphGuard>) {
  const registers = [registry];
  const gauge = (name: string, help: string, valueIn: (guard: SubgraphGuard) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['subgraph'],
      registers,
      // Read on collection, so that calls have no overhead.
      collect() {
        for (const [subgraph, guard] of guards) this.set({ subgraph }, valueIn(guard));
      },
    });
  gauge(
    'gateway_subgraph_breaker',
    'Of a subgraph: 0 asked, 0.5 tried by one call, 1 not asked.',
    ({ state }) => STATES[state],
  );
  gauge('gateway_subgraph_running', 'Calls of a subgraph behind a port that run.', ({ running }) => running);
  gauge(
    'gateway_subgraph_waiting',
    'Calls of a subgraph behind a port that wait for a place.',
    ({ waiting }) => waiting,
  );
  return {
    openings: new Counter({
      name: 'gateway_subgraph_breaker_openings_total',
      help: 'Times that a subgraph was asked no more.',
      labelNames: ['subgraph'],
      registers,
    }),
    refusals: new Counter({
      name: 'gateway_subgraph_refusals_total',
      help: 'Calls that were not made: open, full, or late when their turn came.',
      labelNames: ['subgraph', 'reason'],
      registers,
    }),
    retries: new Counter({
      name: 'gateway_subgraph_retries_total',
      help: 'Queries of a subgraph that were asked again.',
      labelNames: ['subgraph'],
      registers,
    }),
  };
}
