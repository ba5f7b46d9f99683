import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { Relationship } from '../repository/relationships.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';
import { type FindNeeds, personExists } from './find-person.ts';
import { PERSON_INPUT } from './input-rules.ts';

/** Why nobody was blocked. */
export type BlockUserRefusal = InvalidInput | NotFound;

type Needs = ChangeNeeds & FindNeeds & { readonly repository: ChangeNeeds['repository'] & FindNeeds['repository'] };

/**
 * Blocks a person: ends the friendship and any open request between the two. Blocking again changes nothing. A person who
 * has blocked the viewer can be blocked like anyone else, so that the result does not disclose their block.
 */
export async function blockUser(
  needs: Needs,
  input: { userId: string },
): Promise<Result<{ id: string }, BlockUserRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(PERSON_INPUT, input);
  if (!parsed.ok) return parsed;
  const { userId } = parsed.value;
  if (userId === viewerId) {
    return refuse({ __typename: 'InvalidInput', message: 'You cannot block yourself.', path: ['input', 'userId'] });
  }
  if (!(await personExists(needs, userId))) return notFound('There is no such person.', 'userId');

  const now = needs.now();
  const blocked = await changeRelationship<never>(needs, userId, (relationship) => done(block(relationship, now)));
  return blocked.ok ? done({ id: userId }) : blocked;
}

function block(relationship: Relationship, now: Date): Relationship {
  if (relationship.blockByViewer !== null) return relationship;
  return {
    ...relationship,
    friendship: null,
    // An open request is deleted instead of rejected: its sender must not take the block for a rejection. A settled one
    // stays, or blocking and unblocking would shorten the waiting time after a rejection.
    request: relationship.request?.status === 'REQUESTED' ? null : relationship.request,
    blockByViewer: { id: newId('blk', now), since: now },
  };
}
