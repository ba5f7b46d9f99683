import { createPaging, type PageRequest } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { FollowSuggestion, SuggestionKey } from '../../repository/follows/suggestions.ts';

/** Paging over suggestions, best first. */
export const SUGGESTIONS = createPaging({
  name: 'whoToFollow',
  key: [cursorPart.integer, cursorPart.text],
  keyOf: ({ points, userId }: FollowSuggestion) => [points, userId],
});

interface Needs extends Pick<SocialContext, 'caller' | 'now'> {
  readonly trends: Pick<SocialContext['trends'], 'people'>;
  readonly repository: Pick<SocialContext['repository'], 'followSuggestions'>;
}

/** People whom the viewer may want to follow. */
export async function listSuggestions(
  { caller, now, trends, repository }: Needs,
  { from, limit }: PageRequest<SuggestionKey>,
): Promise<readonly FollowSuggestion[]> {
  const viewerId = viewerOf(caller);
  return repository.followSuggestions(viewerId, { from, limit, popularIds: await trends.people() }, now());
}

/** The strongest reason why somebody is suggested. */
export function kindOf({ friends, followed, followsViewer }: FollowSuggestion) {
  const [byFriends, byFollowed] = [friends * 3, followed * 2];
  if (followsViewer && byFriends + byFollowed <= 4) return 'FOLLOWS_VIEWER';
  if (friends === 0 && followed === 0) return 'POPULAR';
  return byFriends >= byFollowed ? 'FRIENDS' : 'FOLLOWED';
}
