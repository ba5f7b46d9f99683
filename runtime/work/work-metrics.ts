import { Gauge, type Registry } from 'prom-client';
import type { WorkCount } from './count-work.ts';

/** Shows a domain's work at `/metrics`. */
export interface WorkMetrics {
  /** Sets how many items of a kind this process works on. */
  readonly running: (kind: string, count: number) => void;
  /** Sets the state of the queue, which one process of the domain reports; empty when it no longer does. */
  readonly queue: (counts: readonly WorkCount[]) => void;
}

/** Gauges with the labels `domain` and `kind`, shared by all domains of the process. */
export function createWorkMetrics(metrics: Registry, domain: string): WorkMetrics {
  const gaugeOf = (name: string, help: string): Gauge =>
    // as: only this function registers metrics of these names.
    (metrics.getSingleMetric(name) as Gauge | undefined) ??
    new Gauge({ name, help, labelNames: ['domain', 'kind'], registers: [metrics] });
  const running = gaugeOf('work_items_running', 'Work items that this process works on.');
  const due = gaugeOf('work_items_due', 'Work items that are due and wait for a process.');
  const age = gaugeOf('work_oldest_due_seconds', 'Time since the oldest waiting work item became due.');
  const dead = gaugeOf('work_items_dead', 'Work items that failed and are not tried again.');
  const reported = new Set<string>();
  return {
    running: (kind, count) => running.set({ domain, kind }, count),
    queue(counts) {
      for (const { kind } of counts) reported.add(kind);
      for (const kind of reported) {
        const found = counts.find((one) => one.kind === kind);
        due.set({ domain, kind }, found?.due ?? 0);
        age.set({ domain, kind }, found?.oldestDueSeconds ?? 0);
        dead.set({ domain, kind }, found?.dead ?? 0);
      }
    },
  };
}
