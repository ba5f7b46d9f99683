import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { DiscoveryStore } from '../../repository/index.ts';
import type { QuotaKind } from '../../repository/quotas.ts';
import { DAILY_LIMITS } from './limits.ts';

/** The refusal of one more than a day permits. */
export type QuotaReached = RefusalOf<'QuotaReached'> & { readonly resetsAt: Date };

const MESSAGES: Readonly<Record<QuotaKind, string>> = {
  likes: 'You have used all likes of today.',
  superlikes: 'You have used all superlikes of today.',
  rewinds: 'You have taken back as many decisions as you can today.',
};

/** Counts one more of what a person may do only so often, in the transaction of its effect. */
export async function spendQuota(
  store: Pick<DiscoveryStore, 'spendQuota' | 'usedQuota'>,
  { userId, kind, now, resetsAt }: { userId: string; kind: QuotaKind; now: Date; resetsAt: Date },
): Promise<Result<true, QuotaReached>> {
  if (await store.spendQuota(userId, kind, { limit: DAILY_LIMITS[kind], now, resetsAt })) return done(true);
  const used = await store.usedQuota(userId, now);
  return refuse({
    ...{ __typename: 'QuotaReached', message: MESSAGES[kind], path: [] },
    resetsAt: used?.resetsAt ?? resetsAt,
  });
}
