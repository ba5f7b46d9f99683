import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { SocialStore } from '../../repository/index.ts';
import { PERSON, refuseSelf } from '../people/name-person.ts';
import { type PersonNeeds, requirePerson } from '../people/require-person.ts';
import { endFollows, type FollowStore } from './change-follows.ts';

export interface EndFollowNeeds extends PersonNeeds, Pick<SocialContext, 'now' | 'clearPerson'> {
  readonly repository: PersonNeeds['repository'] & {
    transaction<T>(
      work: (store: FollowStore & Pick<SocialStore, 'lockPairs' | 'cancelFollowRequests'>) => Promise<T>,
    ): Promise<T>;
  };
}

/** Ends the viewer's follow of a person, or takes the request back. Returns their id. */
export async function unfollowUser(
  needs: EndFollowNeeds,
  input: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const { caller, repository, now, clearPerson } = needs;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(PERSON, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  if (userId === viewerId) return refuseSelf('People cannot follow themselves.');
  const pair = { followerId: viewerId, followeeId: userId };
  const ended = await repository.transaction(async (store) => {
    await store.lockPairs(viewerId, [userId]);
    return (await store.cancelFollowRequests([pair], now())) + (await endFollows(store, [pair], now()));
  });
  clearPerson(userId);
  // Whoever is suspended can be unfollowed, and is not to be found otherwise.
  return ended > 0 ? done(userId) : requirePerson(needs, userId, '');
}
