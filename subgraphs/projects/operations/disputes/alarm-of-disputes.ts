import type { ProjectsContext } from '../../context.ts';
import type { OverdueDispute } from '../../repository/index.ts';
import { DISPUTE_ALARM_DAYS, daysAfter } from '../milestones/clocks.ts';

/** Reports the disputes that have waited for too long; none when it is over. */
export type ReportDisputes = (overdue: readonly OverdueDispute[]) => void;

interface Needs extends Pick<ProjectsContext, 'now'> {
  readonly repository: Pick<ProjectsContext['repository'], 'overdueDisputes'>;
  readonly reportDisputes: ReportDisputes;
}

/** Most disputes that are reported at a time. */
const LIMIT = 100;

/** Raises an alarm while disputes have waited for a decision for 30 days. */
export async function alarmOfDisputes({ repository, now, reportDisputes }: Needs): Promise<void> {
  reportDisputes(await repository.overdueDisputes(daysAfter(now(), -DISPUTE_ALARM_DAYS), LIMIT));
}
