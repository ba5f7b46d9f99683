import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';
import { PERSON_INPUT } from './input-rules.ts';

interface Needs extends ChangeNeeds {
  readonly repository: ChangeNeeds['repository'] & Pick<FriendsContext['repository'], 'relationships'>;
}

/** Removes the viewer's block of a person, whose own block of the viewer remains. Without a block nothing changes. */
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
  // Read before locking: the lock inserts a row for the pair, which people without a relationship must not have.
  const [relationship] = await needs.repository.relationships(viewerId, [userId]);
  if (relationship?.blockByViewer == null) return done({ id: userId });

  const lifted = await changeRelationship<never>(needs, userId, (relationship) =>
    done(relationship.blockByViewer === null ? relationship : { ...relationship, blockByViewer: null }),
  );
  return lifted.ok ? done({ id: userId }) : lifted;
}
