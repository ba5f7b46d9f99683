import type { DiscoveryContext } from '../../context.ts';
import type { UsedQuota } from '../../repository/quotas.ts';
import { type DayNeeds, readDay } from './end-of-day.ts';
import { DAILY_LIMITS } from './limits.ts';

/** What the viewer may still do today. */
export async function readQuota(needs: DayNeeds & Pick<DiscoveryContext, 'now'>): Promise<UsedQuota> {
  const { likes, superlikes, rewinds, resetsAt } = await readDay(needs, needs.now());
  return {
    likes: DAILY_LIMITS.likes - likes,
    superlikes: DAILY_LIMITS.superlikes - superlikes,
    rewinds: DAILY_LIMITS.rewinds - rewinds,
    resetsAt,
  };
}
