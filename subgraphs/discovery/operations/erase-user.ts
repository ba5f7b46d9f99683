import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { DiscoveryContext } from '../context.ts';
import { matchEnded } from '../events.ts';
import type { DiscoveryStore } from '../repository/index.ts';
import { signalMatches } from './matches/end-match.ts';

/** Maximum number of matches ended per step. */
const BATCH_SIZE = 100;

interface Needs extends Pick<DiscoveryContext, 'now'> {
  readonly streams: Pick<DiscoveryContext['streams'], 'announce'>;
}

/**
 * Ends the person's matches in steps, with their events and entries of the logs of the others. The rows are deleted
 * afterwards, as the Prisma schema says.
 */
export async function eraseUser(
  needs: Needs,
  store: Pick<DiscoveryStore, 'announce' | 'endMatchesOf' | 'logMatches'>,
  userId: string,
): Promise<ErasureStep> {
  const at = needs.now();
  const ended = await store.endMatchesOf(userId, at, BATCH_SIZE);
  for (const { id: matchId, userIds } of ended)
    await store.announce(matchEnded, { matchId, userIds, at: at.toISOString() }, at);
  await store.logMatches(ended, 'ENDED', at);
  const others = ended.flatMap(({ userIds }) => userIds.filter((id) => id !== userId));
  return { isComplete: ended.length < BATCH_SIZE, afterCommit: () => signalMatches(needs, others) };
}
