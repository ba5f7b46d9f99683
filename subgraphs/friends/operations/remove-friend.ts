import { type InvalidInput, parseInput } from '../../../runtime/operations/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import { type ChangeNeeds, changeStanding } from './change-standing.ts';
import { PERSON_INPUT } from './input.ts';

/** Why no friendship was ended. */
export type RemoveFriendRefusal = InvalidInput | RefusalOf<'NotFriends'>;

interface Needs extends ChangeNeeds {
  readonly repository: ChangeNeeds['repository'] & Pick<FriendsContext['repository'], 'standings'>;
}

/** Ends the viewer's friendship with a person. Says of a stranger, and of nobody at all, that they are no friend. */
export async function removeFriend(
  needs: Needs,
  input: { userId: string },
): Promise<Result<{ id: string }, RemoveFriendRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(PERSON_INPUT, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  const refusal = { __typename: 'NotFriends', message: 'You are not friends.', path: ['input', 'userId'] } as const;
  // Asked before locking: the lock makes a row for the pair, and there shall be none for two who never met.
  const [standing] = await needs.repository.standings(viewerId, [userId]);
  if (userId === viewerId || standing?.friendship == null) return refuse(refusal);

  const removed = await changeStanding(needs, userId, (standing) =>
    standing.friendship === null ? refuse(refusal) : done({ ...standing, friendship: null }),
  );
  return removed.ok ? done({ id: userId }) : removed;
}
