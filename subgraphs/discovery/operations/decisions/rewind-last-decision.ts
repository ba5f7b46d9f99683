import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../../context.ts';
import type { DiscoveryStore } from '../../repository/index.ts';
import { type DayNeeds, readDay } from '../quotas/end-of-day.ts';
import { type QuotaReached, spendQuota } from '../quotas/spend-quota.ts';

/** Why nothing was taken back. */
export type RewindRefusal = QuotaReached | RefusalOf<'NothingToRewind' | 'DiscoveryOff'>;

interface Needs extends DayNeeds, Pick<DiscoveryContext, 'now'> {
  readonly repository: DayNeeds['repository'] & Pick<DiscoveryContext['repository'], 'transaction'>;
}

type Store = Pick<
  DiscoveryStore,
  'deleteDecision' | 'latestDecision' | 'lockPair' | 'ownDecisions' | 'spendQuota' | 'relationshipOf' | 'usedQuota'
>;

/**
 * Takes the viewer's latest decision back and returns the id of the person. A match stays: `unmatch` ends it. What the
 * decision has used of a quota stays used.
 */
export async function rewindLastDecision(context: Needs): Promise<Result<string, RewindRefusal>> {
  const viewerId = viewerOf(context.caller);
  const now = context.now();
  const { resetsAt } = await readDay(context, now);
  return context.repository.transaction((store) => rewind(store, { viewerId, now, resetsAt }));
}

async function rewind(
  store: Store,
  { viewerId, now, resetsAt }: { viewerId: string; now: Date; resetsAt: Date },
): Promise<Result<string, RewindRefusal>> {
  const latest = await store.latestDecision(viewerId);
  const otherId = latest?.otherId ?? '';
  await store.lockPair(viewerId, otherId);
  const { viewerState, hasMatch } = await store.relationshipOf(viewerId, otherId, { now, wasShown: false });
  if (viewerState === 'OFF') return refuse(OFF);
  // Read again under the lock: it may have been taken back meanwhile, or have become a match.
  const [decision = null] = latest === null ? [] : await store.ownDecisions(viewerId, [latest.id]);
  if (decision === null || hasMatch) return refuse(NOTHING);
  const spent = await spendQuota(store, { userId: viewerId, kind: 'rewinds', now, resetsAt });
  if (!spent.ok) return spent;
  await store.deleteDecision(decision.id);
  return done(decision.otherId);
}

const OFF: RewindRefusal = { __typename: 'DiscoveryOff', message: 'You are not in discovery.', path: [] };
const NOTHING: RewindRefusal = {
  ...{ __typename: 'NothingToRewind', message: 'There is no decision that you could take back.', path: [] },
};
