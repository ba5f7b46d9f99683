import { collectDefaultMetrics, Registry } from 'prom-client';

/** How often the delay of the event loop is sampled. The library's 10 ms would take 0.4 % of a core from an idle process. */
const EVENT_LOOP_SAMPLE_MS = 100;

/** A registry with the metrics of the process itself: CPU, memory, garbage collection, event loop. */
export function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  return registry;
}
