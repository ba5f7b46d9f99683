import type { AuthContext } from '../../context.ts';
import type { OverdueErasure } from '../../repository/erasure.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** What watching needs. */
export interface WatchNeeds extends Pick<AuthContext, 'now'> {
  readonly repository: Pick<AuthRepository, 'settleDeletions' | 'overdueErasures'>;
  /** The domains that have to answer. */
  readonly domains: readonly string[];
  /** Told each time which are late; none when all is well. */
  readonly report: (overdue: readonly OverdueErasure[]) => void;
}

/** How long a domain may take to erase a person before somebody has to look. */
const OVERDUE_AFTER_MS = 60 * 60_000;

/** Settles deletions that all domains have answered, and reports who has not answered within an hour. */
export async function watchErasures({ repository, domains, now, report }: WatchNeeds): Promise<void> {
  const instant = now();
  await repository.settleDeletions(domains, instant);
  report(await repository.overdueErasures(domains, new Date(instant.getTime() - OVERDUE_AFTER_MS)));
}
