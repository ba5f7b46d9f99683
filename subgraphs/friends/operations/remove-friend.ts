import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';
import { personByNickname } from './find-person.ts';
import { FRIEND_INPUT } from './input-rules.ts';

/** Why no friendship was ended. */
export type RemoveFriendRefusal = InvalidInput | RefusalOf<'NotFriends'>;

interface Needs extends ChangeNeeds, Pick<FriendsContext, 'ask'> {
  readonly repository: ChangeNeeds['repository'] & Pick<FriendsContext['repository'], 'relationships'>;
}

/** Ends the viewer's friendship with a person. Strangers, unknown ids and unknown nicknames are refused alike, as `NotFriends`. */
export async function removeFriend(
  needs: Needs,
  input: { userId?: string | null | undefined; nickname?: string | null | undefined },
): Promise<Result<{ id: string }, RemoveFriendRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(FRIEND_INPUT, input);
  if (!parsed.ok) return parsed;
  const given = parsed.value.userId == null ? 'nickname' : 'userId';
  const userId = parsed.value.userId ?? (await personByNickname(needs, parsed.value.nickname ?? ''));
  const refusal = { __typename: 'NotFriends', message: 'You are not friends.', path: ['input', given] } as const;
  if (userId === null) return refuse(refusal);
  // Read before locking: the lock inserts a row for the pair, which people without a relationship must not have.
  const [relationship] = await needs.repository.relationships(viewerId, [userId]);
  if (userId === viewerId || relationship?.friendship == null) return refuse(refusal);

  const removed = await changeRelationship(needs, userId, (relationship) =>
    relationship.friendship === null ? refuse(refusal) : done({ ...relationship, friendship: null }),
  );
  return removed.ok ? done({ id: userId }) : removed;
}
