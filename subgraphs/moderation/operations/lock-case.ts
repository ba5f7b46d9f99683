import { type NotFound, notFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { CaseState, ModerationCase } from '../repository/cases.ts';
import type { ModerationStore } from '../repository/index.ts';

/** The refusal of what cannot be done to a case in its state. */
export interface InvalidState extends RefusalOf<'InvalidState'> {
  readonly from: string;
  readonly allowed: readonly string[];
}

/** The refusal of a case that another moderator handles. */
export interface AlreadyClaimed extends RefusalOf<'AlreadyClaimed'> {
  readonly claimedUntil: Date;
}

/** Says that a case is not in one of these states. */
export const invalidState = (message: string, from: CaseState, allowed: readonly CaseState[]) =>
  refuse<InvalidState>({ __typename: 'InvalidState', message, path: ['input', 'caseId'], from, allowed });

/** Why a moderator cannot handle a case. */
export type HandlingRefusal = NotFound | InvalidState | AlreadyClaimed;

/** What a moderator wants to do with a case. */
interface Handling {
  readonly moderatorId: string;
  readonly allowed: readonly CaseState[];
  readonly at: Date;
}

/**
 * Locks a case for a moderator until the transaction ends. Refused when there is none, when it is about the moderator, when
 * it does not wait for this, and while another moderator has claimed it.
 */
export async function lockCase(
  store: Pick<ModerationStore, 'lockCase'>,
  id: string,
  { moderatorId, allowed, at }: Handling,
): Promise<Result<ModerationCase, HandlingRefusal>> {
  const found = await store.lockCase(id);
  if (found === null || found.ownerId === moderatorId) return notFound('There is no such case.', 'caseId');
  const { state, claimedBy, claimedUntil } = found;
  if (!allowed.includes(state)) return invalidState('The case does not wait for this any more.', state, allowed);
  if (claimedBy !== null && claimedBy !== moderatorId && claimedUntil !== null && claimedUntil > at) {
    return refuse<AlreadyClaimed>({
      __typename: 'AlreadyClaimed',
      message: 'Another moderator handles this case.',
      path: ['input', 'caseId'],
      claimedUntil,
    });
  }
  return done(found);
}
