import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { Standing } from '../repository/standings.ts';
import { type ChangeNeeds, changeStanding } from './change-standing.ts';
import { type FindNeeds, personExists } from './find-person.ts';
import { PERSON_INPUT } from './input.ts';

/** Why nobody was blocked. */
export type BlockUserRefusal = InvalidInput | NotFound;

type Needs = ChangeNeeds & FindNeeds & { readonly repository: ChangeNeeds['repository'] & FindNeeds['repository'] };

/**
 * Blocks a person: ends the friendship and any open request between the two. Blocking again changes nothing, and somebody
 * who has blocked the viewer can be blocked like anyone else, so that the answer tells nothing of it.
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
  const blocked = await changeStanding<never>(needs, userId, (standing) => done(block(standing, now)));
  return blocked.ok ? done({ id: userId }) : blocked;
}

function block(standing: Standing, now: Date): Standing {
  if (standing.blockByViewer !== null) return standing;
  return {
    ...standing,
    friendship: null,
    // An open request vanishes instead of being rejected: its sender shall not read an answer into it. What was settled
    // before stays, or a block and its lifting would shorten the wait of somebody who was turned down.
    request: standing.request?.status === 'REQUESTED' ? null : standing.request,
    blockByViewer: { id: newId('blk', now), since: now },
  };
}
