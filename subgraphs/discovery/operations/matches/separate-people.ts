import type { DiscoveryContext } from '../../context.ts';
import type { DiscoveryStore } from '../../repository/index.ts';
import { endMatch, signalMatches } from './end-match.ts';

/**
 * Ends what there is between two people of whom one blocks the other, in the caller's transaction: their match and the likes
 * between them. Who has blocked whom is not stored. Returns what to signal after the commit.
 */
export async function separatePeople(
  needs: { readonly streams: Pick<DiscoveryContext['streams'], 'announce'> },
  store: Pick<
    DiscoveryStore,
    'announce' | 'deleteLikesBetween' | 'endMatch' | 'lockPair' | 'logMatches' | 'matchBetween'
  >,
  [one, other]: readonly [string, string],
  at: Date,
): Promise<() => Promise<void>> {
  await store.lockPair(one, other);
  await store.deleteLikesBetween(one, other);
  const matchId = await store.matchBetween(one, other);
  const ended = matchId === null ? null : await endMatch(store, matchId, { endedBy: null, reason: null, at });
  return () => signalMatches(needs, ended === null ? [] : ended.userIds);
}
