import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { contractEnded } from '../../events.ts';
import type { LockedContract, Milestone, ProjectsStore } from '../../repository/index.ts';
import { beginPayout } from '../escrow/begin-move.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { settleProject } from '../projects/settle-project.ts';
import { type ChangeNeeds, changeContractOnce, saveContract } from './change-contract.ts';
import { contractFactOf } from './contract-fact.ts';
import { contractInput } from './contract-input.ts';
import { type InvalidState, invalidState } from './contract-refusals.ts';
import { isEnded, roleIn, stopsEnding } from './contract-state.ts';

const INPUT = z.object({
  contractId: contractInput.id,
  reason: contractInput.note('A reason').nullish(),
  idempotencyKey,
});

type Refusal = InvalidInput | NotFound | InvalidState;

type ContractIds = { readonly contractId: string; readonly projectId: string };

/** Ends a contract for both parties: what is funded and was not submitted goes back to the client. */
export async function endContract(
  context: ChangeNeeds & Pick<ProjectsContext, 'caller'>,
  raw: unknown,
): Promise<Replayable<ContractIds, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, contractId, reason = null } = parsed.value;
  const call = { scope: viewerId, operation: 'endContract', key, input: { contractId, reason } };
  const ended = await changeContractOnce(context, call, async (store): Promise<Result<ContractIds, Refusal>> => {
    const locked = await store.lockContract({ contractId });
    if (locked === null || roleIn(locked.contract, viewerId) === null)
      return notFound('There is no such contract of yours.', 'contractId');
    const { contract, milestones } = locked;
    if (isEnded(contract)) return invalidState('It is over.', contract.state, LIVE, 'contractId');
    const unsettled = milestones.find(stopsEnding);
    if (unsettled !== undefined)
      return invalidState('Settle what was submitted or disputed first.', unsettled.state, SETTLED, 'contractId');
    await end(store, locked, reason, context.now());
    return done({ contractId, projectId: contract.projectId });
  });
  if (ended.ok && !ended.isReplay) await announceProjects(context, [ended.value.projectId]);
  return ended;
}

async function end(store: ProjectsStore, locked: LockedContract, reason: string | null, now: Date): Promise<void> {
  const closing: Milestone[] = [];
  for (const milestone of locked.milestones) {
    const { state, inEscrow } = milestone;
    if (state === 'PROPOSED') closing.push({ ...milestone, state: 'CANCELLED', fundBy: null });
    else if (inEscrow > 0n)
      closing.push(
        await beginPayout(store, locked, milestone, { kind: 'REFUND', toFreelancer: 0n, toClient: inEscrow }, now),
      );
  }
  const changes = { contract: { endedAt: now, endReason: reason, pausedAt: null }, milestones: closing };
  const { contract } = await saveContract(store, locked, changes, now);
  const state = contract.state === 'COMPLETED' ? 'COMPLETED' : 'CANCELLED';
  await settleProject(store, contract.projectId, state, now);
  await store.announce(contractEnded, { ...contractFactOf(contract, now), state }, now);
}

const LIVE = ['PENDING', 'ACTIVE', 'PAUSED', 'DISPUTED'];
const SETTLED = ['PROPOSED', 'FUNDED', 'IN_PROGRESS', 'RELEASED', 'REFUNDED', 'CANCELLED'];
