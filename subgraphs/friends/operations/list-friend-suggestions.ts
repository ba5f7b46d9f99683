import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import type { Suggestion, SuggestionPage } from '../repository/suggestions.ts';
import { REJECTION_COOLDOWN_SECONDS } from './send-friend-request.ts';

interface Needs extends Pick<FriendsContext, 'caller' | 'now'> {
  readonly repository: Pick<FriendsContext['repository'], 'suggestions'>;
}

/**
 * Friends of the viewer's friends, those with the most mutual friends first. After a rejection neither of the two is
 * suggested to the other for as long as the sender has to wait.
 */
export async function listFriendSuggestions(
  { caller, now, repository }: Needs,
  page: Pick<SuggestionPage, 'from' | 'limit'>,
): Promise<readonly Suggestion[]> {
  const rejectedSince = new Date(now().getTime() - REJECTION_COOLDOWN_SECONDS * 1_000);
  return repository.suggestions(viewerOf(caller), { ...page, rejectedSince });
}
