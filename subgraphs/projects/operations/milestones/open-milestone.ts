import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { ContractRole, LockedContract, Milestone, ProjectsStore } from '../../repository/index.ts';
import { type InvalidState, invalidState, type NotPermitted, notPermitted } from '../contracts/contract-refusals.ts';
import { roleIn } from '../contracts/contract-state.ts';
import { MILESTONE_RULES, type MilestoneAction, statesFor } from './milestone-rules.ts';

/** A milestone that its rules permit somebody to change, until the transaction ends. */
export interface OpenMilestone extends LockedContract {
  readonly milestone: Milestone;
  readonly role: ContractRole;
}

/** Why a milestone is not changed. */
export type MilestoneRefusal = NotFound | NotPermitted | InvalidState;

/** What somebody wants to do to a milestone. */
interface MilestoneRequest {
  readonly viewerId: string;
  readonly milestoneId: string;
  readonly action: MilestoneAction;
}

/** Locks the contract of a milestone, if the viewer is a party to it and may do this to the milestone in its state. */
export async function openMilestone(
  store: Pick<ProjectsStore, 'lockContract'>,
  { viewerId, milestoneId, action }: MilestoneRequest,
): Promise<Result<OpenMilestone, MilestoneRefusal>> {
  const locked = await store.lockContract({ milestoneId });
  const role = locked === null ? null : roleIn(locked.contract, viewerId);
  const milestone = locked?.milestones.find(({ id }) => id === milestoneId);
  if (locked === null || role === null || milestone === undefined)
    return notFound('There is no such milestone of yours.', 'milestoneId');
  return findRefusal(locked, milestone, role, action) ?? done({ ...locked, milestone, role });
}

/** Why a milestone cannot be changed so; null when it can. */
export function findRefusal(
  { contract }: Pick<LockedContract, 'contract'>,
  milestone: Milestone,
  role: ContractRole | 'FINANCE',
  action: MilestoneAction,
) {
  const states = statesFor(action, role);
  if (states.length === 0) return notPermitted(ONLY_OTHERS[role], 'milestoneId');
  const { contract: contracts } = MILESTONE_RULES[action];
  if (!contracts.includes(contract.state))
    return invalidState(`The contract is ${NAMES[contract.state]}.`, contract.state, contracts, 'milestoneId');
  if (!states.includes(milestone.state))
    return invalidState('The milestone is in another state.', milestone.state, states, 'milestoneId');
  if (milestone.moveId !== null)
    return invalidState(
      'Money of this milestone is on its way. Try again in a moment.',
      'MOVING',
      states,
      'milestoneId',
    );
  return null;
}

const ONLY_OTHERS = {
  CLIENT: 'Only the freelancer can do this.',
  FREELANCER: 'Only the client can do this.',
  FINANCE: 'Only the two parties can do this.',
} as const;

const NAMES = {
  PENDING: 'not funded yet',
  ACTIVE: 'active',
  PAUSED: 'paused',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  DISPUTED: 'disputed',
} as const;
