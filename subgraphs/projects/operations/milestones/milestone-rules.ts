import type { ContractRole, ContractState, Milestone, MilestoneState } from '../../repository/index.ts';

/** What can be done to a milestone. `EXPIRE` and `SETTLE` are done by time and by the movement of money. */
export type MilestoneAction =
  | 'ACCEPT'
  | 'CANCEL'
  | 'FUND'
  | 'START'
  | 'SUBMIT'
  | 'REQUEST_CHANGES'
  | 'APPROVE'
  | 'REFUND'
  | 'DISPUTE'
  | 'RESOLVE';

/** Who may do it, from which states, and where it leads. */
interface MilestoneRule {
  /** For each role, the states that it may act in; a role that is missing may not act. */
  readonly from: Readonly<Partial<Record<ContractRole | 'FINANCE', readonly MilestoneState[]>>>;
  readonly to: readonly MilestoneState[];
  /** The states of the contract in which it is possible. */
  readonly contract: readonly ContractState[];
}

const LIVE: readonly ContractState[] = ['PENDING', 'ACTIVE', 'PAUSED', 'DISPUTED'];
/** A paused contract goes no further, but what was submitted is settled. */
const MOVING: readonly ContractState[] = ['PENDING', 'ACTIVE', 'DISPUTED'];
const WORKED: readonly MilestoneState[] = ['IN_PROGRESS', 'SUBMITTED', 'CHANGES_REQUESTED'];

/** The rules of milestones: one row for each thing that can be done. */
export const MILESTONE_RULES: Readonly<Record<MilestoneAction, MilestoneRule>> = {
  ACCEPT: { from: { CLIENT: ['PROPOSED'], FREELANCER: ['PROPOSED'] }, to: ['PROPOSED'], contract: LIVE },
  CANCEL: { from: { CLIENT: ['PROPOSED'], FREELANCER: ['PROPOSED'] }, to: ['CANCELLED'], contract: LIVE },
  FUND: { from: { CLIENT: ['PROPOSED'] }, to: ['FUNDED'], contract: MOVING },
  START: { from: { FREELANCER: ['FUNDED'] }, to: ['IN_PROGRESS'], contract: MOVING },
  SUBMIT: { from: { FREELANCER: ['IN_PROGRESS', 'CHANGES_REQUESTED'] }, to: ['SUBMITTED'], contract: LIVE },
  REQUEST_CHANGES: { from: { CLIENT: ['SUBMITTED'] }, to: ['CHANGES_REQUESTED'], contract: LIVE },
  APPROVE: { from: { CLIENT: ['FUNDED', ...WORKED] }, to: ['APPROVED', 'RELEASED'], contract: LIVE },
  // A client may take back what is not begun; afterwards only the freelancer gives money back.
  REFUND: { from: { CLIENT: ['FUNDED'], FREELANCER: ['FUNDED', ...WORKED] }, to: ['REFUNDED'], contract: LIVE },
  DISPUTE: { from: { CLIENT: WORKED, FREELANCER: WORKED }, to: ['DISPUTED'], contract: LIVE },
  RESOLVE: { from: { FINANCE: ['DISPUTED'] }, to: ['RELEASED', 'REFUNDED'], contract: LIVE },
};

/** The states in which somebody could do it. */
export const statesFor = (action: MilestoneAction, role: ContractRole | 'FINANCE'): readonly MilestoneState[] =>
  MILESTONE_RULES[action].from[role] ?? [];

/** Whether both parties want a milestone: who funds what the freelancer has proposed accepts it with that. */
export const isAgreed = ({ acceptedAt, proposedRole }: Pick<Milestone, 'acceptedAt' | 'proposedRole'>): boolean =>
  acceptedAt !== null || proposedRole === 'FREELANCER';

/** What a milestone can be in next by the will of a person in this role; empty while money is on its way. */
export function nextMilestoneStates(
  milestone: Pick<Milestone, 'state' | 'moveId' | 'acceptedAt' | 'proposedRole'>,
  contract: { readonly state: ContractState },
  role: ContractRole | 'FINANCE' | null,
): readonly MilestoneState[] {
  if (role === null || milestone.moveId !== null) return [];
  const next = Object.entries(MILESTONE_RULES).flatMap(([action, { from, to, contract: contracts }]) => {
    const isFundable = action !== 'FUND' || isAgreed(milestone);
    return isFundable && contracts.includes(contract.state) && from[role]?.includes(milestone.state) ? to : [];
  });
  return [...new Set(next)].filter((state) => state !== milestone.state);
}
