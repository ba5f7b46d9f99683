import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LoadGate } from '../limits/load-gate.ts';

/** The metrics that the gateway records. */
export interface GatewayMetrics {
  readonly requests: Counter<'transport' | 'kind' | 'outcome'>;
  readonly requestSeconds: Histogram<'transport'>;
  readonly subgraphSeconds: Histogram<'subgraph'>;
  readonly subgraphFailures: Counter<'subgraph'>;
  readonly sharedQueries: Counter;
  readonly planSeconds: Histogram<'where'>;
  readonly planRefusals: Counter<'reason'>;
  readonly sockets: Gauge;
  readonly subscriptions: Gauge;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Registers the gateway's metrics; once per registry. */
export function createMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'gateway_requests_total',
      help: 'Operations answered.',
      labelNames: ['transport', 'kind', 'outcome'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'gateway_request_seconds',
      help: 'Time to answer a query or mutation.',
      labelNames: ['transport'],
      buckets: SECONDS,
      registers,
    }),
    subgraphSeconds: new Histogram({
      name: 'gateway_subgraph_seconds',
      help: 'Time of one call to a subgraph.',
      labelNames: ['subgraph'],
      buckets: SECONDS,
      registers,
    }),
    subgraphFailures: new Counter({
      name: 'gateway_subgraph_failures_total',
      help: 'Calls that a subgraph did not answer.',
      labelNames: ['subgraph'],
      registers,
    }),
    sharedQueries: new Counter({
      name: 'gateway_shared_queries_total',
      help: 'Queries that were answered by an equal one of the same caller.',
      registers,
    }),
    planSeconds: new Histogram({
      name: 'gateway_plan_seconds',
      help: 'Time to plan an operation, on the event loop or in the planning thread.',
      labelNames: ['where'],
      buckets: SECONDS,
      registers,
    }),
    planRefusals: new Counter({
      name: 'gateway_plan_refusals_total',
      help: 'Operations refused by a planning budget: weight, time, caller, queue, or failed when the thread could not run.',
      labelNames: ['reason'],
      registers,
    }),
    sockets: new Gauge({ name: 'gateway_sockets', help: 'Open WebSockets.', registers }),
    subscriptions: new Gauge({ name: 'gateway_subscriptions', help: 'Open subscriptions.', registers }),
  };
}

/** Registers the metrics of the load gate; once per registry. */
export function registerLoadGate(registry: Registry, gate: LoadGate): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('gateway_requests_running', 'Queries and mutations that are running.', () => gate.running);
  gauge(
    'gateway_requests_capacity',
    'Maximum number of queries and mutations that the load gate admits at the same time.',
    () => gate.capacity,
  );
  new Counter({
    name: 'gateway_requests_rejected_total',
    help: 'Requests rejected by the load gate.',
    registers,
    collect() {
      this.reset();
      this.inc(gate.rejected);
    },
  });
}
