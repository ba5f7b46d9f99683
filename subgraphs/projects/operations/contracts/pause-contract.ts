import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Milestone } from '../../repository/index.ts';
import { type ChangeNeeds, changeContract, saveContract } from './change-contract.ts';
import { contractInput } from './contract-input.ts';
import { type InvalidState, invalidState, type NotPermitted, notPermitted } from './contract-refusals.ts';
import { isEnded, roleIn } from './contract-state.ts';

const INPUT = z.object({ contractId: contractInput.id });

type Refusal = InvalidInput | NotFound | NotPermitted | InvalidState;

type Needs = ChangeNeeds & Pick<ProjectsContext, 'caller'>;

/** Pauses a contract for both: nothing is funded or begun meanwhile, and what is not begun is not refunded by itself. */
export const pauseContract = (context: Needs, raw: unknown) => setPaused(context, raw, true);

/** Continues a paused contract; what is not begun has as much time left as it had. */
export const resumeContract = (context: Needs, raw: unknown) => setPaused(context, raw, false);

async function setPaused(
  context: Needs,
  raw: unknown,
  isPaused: boolean,
): Promise<Result<{ readonly contractId: string }, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { contractId } = parsed.value;
  return changeContract(context, async (store): Promise<Result<{ readonly contractId: string }, Refusal>> => {
    const now = context.now();
    const locked = await store.lockContract({ contractId });
    const role = locked === null ? null : roleIn(locked.contract, viewerId);
    if (locked === null || role === null) return notFound('There is no such contract of yours.', 'contractId');
    const { contract, milestones } = locked;
    if (role !== 'CLIENT') return notPermitted('Only the client can do this.', 'contractId');
    if (isEnded(contract)) return invalidState('It is over.', contract.state, ['ACTIVE', 'PAUSED'], 'contractId');
    if ((contract.pausedAt !== null) === isPaused) return done({ contractId });
    if (isPaused && contract.state !== 'ACTIVE')
      return invalidState('Only an active contract can be paused.', contract.state, ['ACTIVE'], 'contractId');
    const delayMs = contract.pausedAt === null ? 0 : now.getTime() - contract.pausedAt.getTime();
    const delayed = isPaused ? [] : milestones.flatMap((milestone) => delayClocks(milestone, delayMs));
    await saveContract(store, locked, { contract: { pausedAt: isPaused ? now : null }, milestones: delayed }, now);
    return done({ contractId });
  });
}

const later = (at: Date | null, byMs: number): Date | null => (at === null ? null : new Date(at.getTime() + byMs));

/** What waits for somebody to fund or begin it, with the clocks that stood still meanwhile. */
const delayClocks = (milestone: Milestone, byMs: number): Milestone[] =>
  milestone.startBy === null && milestone.fundBy === null
    ? []
    : [{ ...milestone, startBy: later(milestone.startBy, byMs), fundBy: later(milestone.fundBy, byMs) }];
