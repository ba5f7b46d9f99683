import type { DiscoveryContext } from '../../context.ts';
import { MATCHES_LOG, matchEnded } from '../../events.ts';
import type { DiscoveryStore, MatchedPair } from '../../repository/index.ts';

/** Ends a match with its event and entries of both logs, in the caller's transaction; null when it has ended before. */
export async function endMatch(
  store: Pick<DiscoveryStore, 'announce' | 'endMatch' | 'logMatches'>,
  matchId: string,
  how: Parameters<DiscoveryStore['endMatch']>[1],
): Promise<MatchedPair | null> {
  const ended = await store.endMatch(matchId, how);
  if (ended === null) return null;
  const { userIds } = ended;
  await store.announce(matchEnded, { matchId, userIds, at: how.at.toISOString() }, how.at);
  await store.logMatches([ended], 'ENDED', how.at);
  return ended;
}

/** Signals that the logs of these people have grown. Call after the commit. */
export async function signalMatches(
  { streams }: { readonly streams: Pick<DiscoveryContext['streams'], 'announce'> },
  userIds: readonly string[],
): Promise<void> {
  await Promise.all(userIds.map((userId) => streams.announce(MATCHES_LOG, userId)));
}
