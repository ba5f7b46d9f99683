import { milestoneFunded, milestoneRefunded, milestoneReleased } from '../../events.ts';
import type { EscrowMove, LockedContract, Milestone, ProjectsStore } from '../../repository/index.ts';
import { saveContract } from '../contracts/change-contract.ts';
import { factOf } from '../contracts/milestone-fact.ts';
import { daysAfter, START_DAYS } from '../milestones/clocks.ts';

/** What settling a movement needs of a store that is bound to a transaction. */
export type SettlingStore = Pick<
  ProjectsStore,
  'lockContract' | 'lockMove' | 'saveMove' | 'saveContract' | 'saveMilestone' | 'appendToLogs' | 'announce'
>;

interface LockedMove extends LockedContract {
  readonly move: EscrowMove;
  readonly milestone: Milestone;
}

/** A movement that has not ended, with its contract, until the transaction ends; null when it has. */
async function lockPending(store: SettlingStore, moveId: string): Promise<LockedMove | null> {
  // The contract first, as everywhere, so that no two transactions wait for each other.
  const locked = await store.lockContract({ moveId });
  const move = await store.lockMove(moveId);
  const milestone = locked?.milestones.find(({ id }) => id === move?.milestoneId);
  if (locked === null || move === null || milestone === undefined) throw new Error(`There is no movement ${moveId}.`);
  return move.state === 'PENDING' ? { ...locked, move, milestone } : null;
}

/** Records that what a milestone costs is in escrow; the id of the contract, null when that was recorded before. */
export async function settleFunding(
  store: SettlingStore,
  moveId: string,
  feeBasisPoints: number,
  now: Date,
): Promise<string | null> {
  const pending = await lockPending(store, moveId);
  if (pending === null) return null;
  const { contract, milestone, move } = pending;
  const funded: Milestone = {
    ...{
      ...milestone,
      state: 'FUNDED',
      inEscrow: move.amount,
      fundedAt: now,
      fundBy: null,
      moveId: null,
      feeBasisPoints,
    },
    startBy: daysAfter(now, START_DAYS),
  };
  await store.saveMove({ ...move, state: 'SETTLED' }, now);
  await saveContract(store, pending, { milestones: [funded] }, now);
  await store.announce(milestoneFunded, factOf(contract, milestone, move.amount, now), now);
  return contract.id;
}

/** Records that a milestone is not funded, and why; the id of the contract, null when the movement had ended. */
export async function failFunding(
  store: SettlingStore,
  moveId: string,
  { failure, available }: Pick<EscrowMove, 'available'> & { readonly failure: string },
  now: Date,
): Promise<string | null> {
  const pending = await lockPending(store, moveId);
  if (pending === null) return null;
  await store.saveMove({ ...pending.move, state: 'FAILED', failure, available }, now);
  await saveContract(store, pending, { milestones: [{ ...pending.milestone, moveId: null }] }, now);
  return pending.contract.id;
}

/** Records that money has left escrow; the id of the contract, null when that was recorded before. */
export async function settlePayout(store: SettlingStore, moveId: string, now: Date): Promise<string | null> {
  const pending = await lockPending(store, moveId);
  if (pending === null) return null;
  const { contract, milestone, move } = pending;
  const toFreelancer = move.net + move.fee;
  const over = toFreelancer > 0n ? 'RELEASED' : 'REFUNDED';
  const settled: Milestone = {
    ...milestone,
    inEscrow: milestone.inEscrow - move.amount,
    released: milestone.released + toFreelancer,
    fee: milestone.fee + move.fee,
    refunded: milestone.refunded + move.toClient,
    moveId: null,
    state: move.isFinal ? over : milestone.state,
  };
  await store.saveMove({ ...move, state: 'SETTLED' }, now);
  await saveContract(store, pending, { milestones: [settled] }, now);
  const at = now;
  if (toFreelancer > 0n) await store.announce(milestoneReleased, factOf(contract, milestone, toFreelancer, at), at);
  if (move.toClient > 0n) await store.announce(milestoneRefunded, factOf(contract, milestone, move.toClient, at), at);
  return contract.id;
}
