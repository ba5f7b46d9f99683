import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';
import { PERSON_INPUT } from './input-rules.ts';

/** Why no friendship was ended. */
export type RemoveFriendRefusal = InvalidInput | RefusalOf<'NotFriends'>;

interface Needs extends ChangeNeeds {
  readonly repository: ChangeNeeds['repository'] & Pick<FriendsContext['repository'], 'relationships'>;
}

/** Ends the viewer's friendship with a person. Strangers and unknown ids are refused alike, as `NotFriends`. */
export async function removeFriend(
  needs: Needs,
  input: { userId: string },
): Promise<Result<{ id: string }, RemoveFriendRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(PERSON_INPUT, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  const refusal = { __typename: 'NotFriends', message: 'You are not friends.', path: ['input', 'userId'] } as const;
  // Read before locking: the lock inserts a row for the pair, which people without a relationship must not have.
  const [relationship] = await needs.repository.relationships(viewerId, [userId]);
  if (userId === viewerId || relationship?.friendship == null) return refuse(refusal);

  const removed = await changeRelationship(needs, userId, (relationship) =>
    relationship.friendship === null ? refuse(refusal) : done({ ...relationship, friendship: null }),
  );
  return removed.ok ? done({ id: userId }) : removed;
}
