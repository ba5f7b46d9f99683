import { type InvalidInput, parseInput } from '../../../runtime/operations/input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import { type ChangeNeeds, changeStanding } from './change-standing.ts';
import { PERSON_INPUT } from './input.ts';

interface Needs extends ChangeNeeds {
  readonly repository: ChangeNeeds['repository'] & Pick<FriendsContext['repository'], 'standings'>;
}

/** Lifts the viewer's block of a person, whose own block of the viewer stays. Without a block nothing changes. */
export async function unblockUser(
  needs: Needs,
  input: { userId: string },
): Promise<Result<{ id: string }, InvalidInput>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(PERSON_INPUT, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  if (userId === viewerId) {
    return refuse({ __typename: 'InvalidInput', message: 'You cannot block yourself.', path: ['input', 'userId'] });
  }
  // Asked before locking: the lock makes a row for the pair, and there shall be none for two who never met.
  const [standing] = await needs.repository.standings(viewerId, [userId]);
  if (standing?.blockByViewer == null) return done({ id: userId });

  const lifted = await changeStanding<never>(needs, userId, (standing) =>
    done(standing.blockByViewer === null ? standing : { ...standing, blockByViewer: null }),
  );
  return lifted.ok ? done({ id: userId }) : lifted;
}
