import { Gauge } from 'prom-client';
import type { Host } from '../../../runtime/subgraph/host.ts';

/** A domain that has not confirmed some erasures in time. */
interface Overdue {
  readonly domain: string;
  readonly people: number;
  readonly since: Date;
}

/** Reports domains that have not erased deleted users in time, by a gauge per domain and an error in the log. */
export function createErasureAlarm({ metrics, log }: Pick<Host, 'metrics' | 'log'>, domains: readonly string[]) {
  const gauge = new Gauge({
    name: 'account_erasures_overdue',
    help: 'Deleted accounts that the domain has not erased within an hour.',
    labelNames: ['domain'],
    registers: [metrics],
  });
  return (overdue: readonly Overdue[]): void => {
    for (const domain of domains) gauge.set({ domain }, overdue.find((one) => one.domain === domain)?.people ?? 0);
    for (const { domain, people, since } of overdue) {
      log.error(
        { alert: 'erasure-overdue', awaited: domain, people, since },
        'domain has not erased deleted users in time',
      );
    }
  };
}
