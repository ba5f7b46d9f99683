import type { Replayable } from '../../../runtime/idempotency/once.ts';
import type { DiscoveryContext } from '../context.ts';
import type { Liked, LikeRefusal } from '../operations/decisions/like-person.ts';

/** The payload of a like: the like and the match as the viewer may see them now. */
export async function likePayload(
  { ownDecisions, matches }: Pick<DiscoveryContext, 'ownDecisions' | 'matches'>,
  { isReplay, ...result }: Replayable<Liked, LikeRefusal>,
) {
  if (!result.ok) return { like: null, match: null, isReplay, errors: [result.refusal] };
  const { likeId, matchId } = result.value;
  const [like, match] = await Promise.all([ownDecisions.load(likeId), matchId === null ? null : matches.load(matchId)]);
  return { like, match, isReplay, errors: [] };
}
