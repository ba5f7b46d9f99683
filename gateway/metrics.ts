import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the gateway counts about itself. */
export interface GatewayMetrics {
  readonly requests: Counter<'transport' | 'kind' | 'outcome'>;
  readonly requestSeconds: Histogram<'transport'>;
  readonly subgraphSeconds: Histogram<'subgraph'>;
  readonly subgraphFailures: Counter<'subgraph'>;
  readonly sharedQueries: Counter;
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
    sockets: new Gauge({ name: 'gateway_sockets', help: 'Open WebSockets.', registers }),
    subscriptions: new Gauge({ name: 'gateway_subscriptions', help: 'Open subscriptions.', registers }),
  };
}
