import type { ProjectsContext } from '../../context.ts';
import { milestoneApproved } from '../../events.ts';
import type { DueMilestone, Milestone, ProjectsStore } from '../../repository/index.ts';
import { announceContract, type ChangeNeeds, saveContract } from '../contracts/change-contract.ts';
import { factOf } from '../contracts/milestone-fact.ts';
import { beginPayout } from '../escrow/begin-move.ts';

interface Needs extends Omit<ChangeNeeds, 'repository'> {
  readonly repository: Pick<ProjectsContext['repository'], 'transaction' | 'dueMilestones'>;
}

/** Milestones of one run. */
const BATCH_SIZE = 100;

/** Approves what was submitted 14 days ago, refunds what was not begun, and cancels what was not funded in time. */
export async function runClocks(needs: Needs, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await needs.repository.dueMilestones(needs.now(), BATCH_SIZE);
    for (const one of due) {
      if (signal.aborted) return;
      const hasChanged = await needs.repository.transaction((store) => expire(store, one, needs.now()));
      if (hasChanged) await announceContract(needs, one.contractId);
    }
    if (due.length < BATCH_SIZE) return;
  }
}

/** Does what the clock of a milestone says, if it still says so; false when it does not. */
export async function expire(
  store: ProjectsStore,
  { milestoneId }: Pick<DueMilestone, 'milestoneId'>,
  now: Date,
): Promise<boolean> {
  const locked = await store.lockContract({ milestoneId });
  const milestone = locked?.milestones.find(({ id }) => id === milestoneId);
  if (locked === null || milestone === undefined || milestone.moveId !== null || locked.contract.endedAt !== null)
    return false;
  const { contract } = locked;
  const isDue = (at: Date | null): boolean => at !== null && at <= now;
  const isPaused = contract.pausedAt !== null;
  const { inEscrow, state } = milestone;
  let changed: Milestone | null = null;
  if (state === 'SUBMITTED' && isDue(milestone.autoReleaseAt)) {
    const shares = { kind: 'RELEASE', toFreelancer: inEscrow, toClient: 0n } as const;
    changed = await beginPayout(store, locked, milestone, shares, now);
    await store.announce(milestoneApproved, factOf(contract, milestone, inEscrow, now), now);
  } else if (state === 'FUNDED' && isDue(milestone.startBy) && !isPaused) {
    const shares = { kind: 'REFUND', toFreelancer: 0n, toClient: inEscrow } as const;
    changed = await beginPayout(store, locked, milestone, shares, now);
  } else if (state === 'PROPOSED' && isDue(milestone.fundBy) && !isPaused) {
    changed = { ...milestone, state: 'CANCELLED', fundBy: null };
  }
  if (changed === null) return false;
  await saveContract(store, locked, { milestones: [changed] }, now);
  return true;
}
