import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { PERSON, refuseSelf } from '../people/name-person.ts';
import { requirePerson } from '../people/require-person.ts';
import { endFollows } from './change-follows.ts';
import type { EndFollowNeeds } from './unfollow-user.ts';

/** Ends a person's follow of the viewer, without notifying them. Returns their id. */
export async function removeFollower(
  needs: EndFollowNeeds,
  input: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const { caller, repository, now, clearPerson } = needs;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(PERSON, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  if (userId === viewerId) return refuseSelf('People do not follow themselves.');
  const ended = await repository.transaction(async (store) => {
    await store.lockPairs(viewerId, [userId]);
    return endFollows(store, [{ followerId: userId, followeeId: viewerId }], now());
  });
  clearPerson(userId);
  return ended > 0 ? done(userId) : requirePerson(needs, userId, '');
}
