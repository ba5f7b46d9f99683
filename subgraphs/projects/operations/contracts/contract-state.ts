import type { Contract, ContractRole, ContractState, LockedContract, Milestone } from '../../repository/index.ts';

/** Whether a contract is over. */
export const isEnded = ({ endedAt }: Pick<Contract, 'endedAt'>): boolean => endedAt !== null;

/** How a contract stands, by what happened to it and to its milestones. */
export function contractStateOf(
  { pausedAt, endedAt }: Pick<Contract, 'pausedAt' | 'endedAt'>,
  milestones: readonly Pick<Milestone, 'state' | 'fundedAt' | 'released' | 'moveId'>[],
): ContractState {
  if (endedAt !== null)
    return milestones.some(({ state, released }) => released > 0n || state === 'APPROVED') ? 'COMPLETED' : 'CANCELLED';
  if (milestones.some(({ state }) => state === 'DISPUTED')) return 'DISPUTED';
  if (pausedAt !== null) return 'PAUSED';
  return milestones.some(({ fundedAt }) => fundedAt !== null) ? 'ACTIVE' : 'PENDING';
}

/** What a person is in a contract; null for who is no party to it. */
export function roleIn(
  { clientId, freelancerId }: Pick<Contract, 'clientId' | 'freelancerId'>,
  viewerId: string | null,
): ContractRole | null {
  if (viewerId === null) return null;
  if (viewerId === clientId) return 'CLIENT';
  return viewerId === freelancerId ? 'FREELANCER' : null;
}

/** The states that the viewer can bring a contract to. */
export function nextContractStates({ contract, milestones }: LockedContract, role: ContractRole | null) {
  if (role === null || isEnded(contract)) return [];
  const pausing: ContractState[] =
    role !== 'CLIENT' || contract.state === 'DISPUTED' || contract.state === 'PENDING'
      ? []
      : [contract.state === 'PAUSED' ? 'ACTIVE' : 'PAUSED'];
  if (milestones.some(stopsEnding)) return pausing;
  const isPaid = milestones.some(({ released }) => released > 0n);
  return [...pausing, isPaid ? ('COMPLETED' as const) : ('CANCELLED' as const)];
}

/** Whether a milestone has to be settled before its contract ends: what was submitted, or is decided, or has money on its way. */
export const stopsEnding = ({ state, moveId }: Pick<Milestone, 'state' | 'moveId'>): boolean =>
  moveId !== null || state === 'SUBMITTED' || state === 'CHANGES_REQUESTED' || state === 'DISPUTED';
