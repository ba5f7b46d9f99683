import type { AuthContext } from '../../context.ts';
import type { OverdueErasure } from '../../repository/erasure.ts';
import type { AuthRepository } from '../../repository/index.ts';

export interface WatchNeeds extends Pick<AuthContext, 'now'> {
  readonly repository: Pick<AuthRepository, 'settleDeletions' | 'overdueErasures'>;
  /** Domains that have to confirm an erasure. */
  readonly domains: readonly string[];
  /** Called after each check with the overdue domains; empty when there are none. */
  readonly report: (overdue: readonly OverdueErasure[]) => void;
}

/** How long a domain may take to erase a user before an alert is raised. */
const OVERDUE_AFTER_MS = 60 * 60_000;

/** Completes deletions that all domains have confirmed, and reports domains that have not within an hour. */
export async function watchErasures({ repository, domains, now, report }: WatchNeeds): Promise<void> {
  const instant = now();
  await repository.settleDeletions(domains, instant);
  report(await repository.overdueErasures(domains, new Date(instant.getTime() - OVERDUE_AFTER_MS)));
}
