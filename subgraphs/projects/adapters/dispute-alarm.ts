import { Gauge } from 'prom-client';
import type { Host } from '../../../runtime/subgraph/host.ts';

/** A dispute that waits for a decision. */
interface OverdueDispute {
  readonly id: string;
  readonly contractId: string;
  readonly createdAt: Date;
}

/** Reports disputes that wait for too long, by a gauge and an error in the log for each while it waits. */
export function createDisputeAlarm({ metrics, log }: Pick<Host, 'metrics' | 'log'>) {
  const gauge = new Gauge({
    name: 'contract_disputes_overdue',
    help: 'Disputes about milestones that have waited for a decision for 30 days.',
    registers: [metrics],
  });
  return (overdue: readonly OverdueDispute[]): void => {
    gauge.set(overdue.length);
    for (const { id: disputeId, contractId, createdAt } of overdue)
      log.error(
        { alert: 'dispute-overdue', disputeId, contractId, since: createdAt },
        'a dispute waits for a decision',
      );
  };
}
