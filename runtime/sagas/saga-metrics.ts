import { Gauge, type Registry } from 'prom-client';
import type { SagaCount } from './count-sagas.ts';

/** Shows a domain's sagas at `/metrics`, by one process of the domain; an empty list when it no longer does. */
export function createSagaMetrics(metrics: Registry, domain: string): (counts: readonly SagaCount[]) => void {
  const gaugeOf = (name: string, help: string): Gauge =>
    // as: only this function registers metrics of these names.
    (metrics.getSingleMetric(name) as Gauge | undefined) ??
    new Gauge({ name, help, labelNames: ['domain', 'kind', 'state'], registers: [metrics] });
  const running = gaugeOf('sagas_running', 'Sagas in this state.');
  const age = gaugeOf('saga_oldest_seconds', 'Time since the oldest saga in this state entered it.');
  const reported = new Map<string, { readonly kind: string; readonly state: string }>();
  return (counts) => {
    for (const { kind, state } of counts) reported.set(`${kind}:${state}`, { kind, state });
    for (const labels of reported.values()) {
      const found = counts.find(({ kind, state }) => kind === labels.kind && state === labels.state);
      running.set({ domain, ...labels }, found?.count ?? 0);
      age.set({ domain, ...labels }, found?.oldestSeconds ?? 0);
    }
  };
}
