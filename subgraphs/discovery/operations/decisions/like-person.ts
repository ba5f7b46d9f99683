import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { DiscoveryContext } from '../../context.ts';
import { LIKES_LOG, likeReceived, MATCHES_LOG, matchCreated } from '../../events.ts';
import type { DiscoveryStore } from '../../repository/index.ts';
import { type DayNeeds, readDay } from '../quotas/end-of-day.ts';
import { type QuotaReached, spendQuota } from '../quotas/spend-quota.ts';
import { type Deciding, type DecisionRefusal, type DecisionStore, storeDecision } from './store-decision.ts';

/** A like, and the call that sends it. */
export interface Liking extends Omit<Deciding, 'now' | 'hiddenUntil'> {
  readonly kind: 'LIKE' | 'SUPERLIKE';
  /** Name of the mutation: each has keys of its own. */
  readonly operation: string;
  readonly key: string | null;
  /** All that the client sent beside the key. */
  readonly input: unknown;
}

/** Why a like was refused. */
export type LikeRefusal = DecisionRefusal | QuotaReached | IdempotencyRefusal;

/** What became of a like. */
export interface Liked extends Readonly<Record<string, string | null>> {
  readonly likeId: string;
  /** The match, if the other likes the viewer too. */
  readonly matchId: string | null;
}

/** What a like is stored, counted and signalled with. */
export interface LikingNeeds extends DayNeeds, Pick<DiscoveryContext, 'now'> {
  readonly streams: Pick<DiscoveryContext['streams'], 'announce'>;
  readonly repository: DayNeeds['repository'] & Pick<DiscoveryContext['repository'], 'transaction'>;
}

type Store = DecisionStore &
  Pick<DiscoveryStore, 'addMatch' | 'announce' | 'logLike' | 'logMatches' | 'spendQuota' | 'usedQuota'>;

/**
 * Likes a person, once for each key. Of two likes that cross, the second makes the match, with its event and the entries of
 * both logs, in the same transaction.
 */
export async function likePerson(context: LikingNeeds, liking: Liking): Promise<Replayable<Liked, LikeRefusal>> {
  const { viewerId, otherId, operation, key, input } = liking;
  const now = context.now();
  const { resetsAt } = await readDay(context, now);
  const outcome = await once<DiscoveryStore, Liked, DecisionRefusal | QuotaReached>(
    context,
    { scope: viewerId, operation, key, input },
    (store) => storeLike(store, { ...liking, now, hiddenUntil: null }, resetsAt),
  );
  if (!outcome.ok || outcome.isReplay) return outcome;
  const { streams } = context;
  if (outcome.value.matchId === null) await streams.announce(LIKES_LOG, otherId);
  else await Promise.all([viewerId, otherId].map((userId) => streams.announce(MATCHES_LOG, userId)));
  return outcome;
}

async function storeLike(
  store: Store,
  deciding: Deciding,
  resetsAt: Date,
): Promise<Result<Liked, DecisionRefusal | QuotaReached>> {
  const { viewerId, otherId, now } = deciding;
  const kind = deciding.kind === 'LIKE' ? 'likes' : 'superlikes';
  const stored = await storeDecision(store, deciding, () =>
    spendQuota(store, { userId: viewerId, kind, now, resetsAt }),
  );
  if (!stored.ok) return stored;
  const { id: likeId, relationship } = stored.value;
  const isMutual = relationship.receivedLikeId !== null;
  const match = isMutual ? await store.addMatch(newId('mat', now), viewerId, otherId, now) : null;
  const at = now.toISOString();
  if (match === null) {
    await store.announce(likeReceived, { likeId, receiverId: otherId, at }, now);
    await store.logLike(otherId, likeId, now);
  } else {
    await store.announce(matchCreated, { matchId: match.id, userIds: match.userIds, at }, now);
    await store.logMatches([match], 'CREATED', now);
  }
  return done({ likeId, matchId: match?.id ?? null });
}
