import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Milestone, ProjectsStore } from '../../repository/index.ts';
import { type ChangeNeeds, changeContract, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { type InvalidState, invalidState } from '../contracts/contract-refusals.ts';
import { isEnded, roleIn } from '../contracts/contract-state.ts';

/** Most milestones of one contract. */
const MAX_MILESTONES = 50;

const INPUT = z.object({
  contractId: contractInput.id,
  title: contractInput.title,
  amount: contractInput.money,
  dueAt: z.date().nullish(),
});

type Refusal = InvalidInput | NotFound | InvalidState | RefusalOf<'CurrencyMismatch'>;

/** A milestone without history. */
export const newMilestone = (
  draft: Pick<
    Milestone,
    'id' | 'contractId' | 'position' | 'title' | 'amount' | 'proposedRole' | 'dueAt' | 'createdAt'
  >,
): Milestone => ({
  ...{ state: 'PROPOSED', acceptedAt: null, fundBy: null, fundedAt: null, startBy: null, submittedAt: null },
  ...{ autoReleaseAt: null, submissionNote: null, fileIds: [], changeNote: null, moveId: null },
  ...{ inEscrow: 0n, released: 0n, fee: 0n, refunded: 0n, feeBasisPoints: 0 },
  ...draft,
});

/** Proposes a milestone to the other party of a contract, who has to accept it before it can be funded. */
export async function proposeMilestone(
  context: ChangeNeeds & Pick<ProjectsContext, 'caller'>,
  raw: unknown,
): Promise<Result<{ readonly contractId: string; readonly milestoneId: string }, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  return changeContract(context, (store) => propose(store, viewerId, parsed.value, context.now()));
}

async function propose(
  store: ProjectsStore,
  viewerId: string,
  { contractId, title, amount: { amount, currency }, dueAt = null }: z.infer<typeof INPUT>,
  now: Date,
): Promise<Result<{ readonly contractId: string; readonly milestoneId: string }, Refusal>> {
  const locked = await store.lockContract({ contractId });
  const role = locked === null ? null : roleIn(locked.contract, viewerId);
  if (locked === null || role === null) return notFound('There is no such contract of yours.', 'contractId');
  const { contract, milestones } = locked;
  if (isEnded(contract)) return invalidState('The contract is over.', contract.state, LIVE, 'contractId');
  if (currency !== contract.currency)
    return refuse({
      __typename: 'CurrencyMismatch',
      message: `The contract is in ${contract.currency}.`,
      path: ['input', 'amount'],
    });
  if (milestones.length >= MAX_MILESTONES)
    return refuse({
      __typename: 'InvalidInput',
      message: `A contract has at most ${MAX_MILESTONES} milestones.`,
      path: ['input', 'contractId'],
    });
  const position = Math.max(0, ...milestones.map((one) => one.position)) + 1;
  const id = newId('mst', now);
  const milestone = newMilestone({
    id,
    contractId,
    position,
    title,
    amount,
    proposedRole: role,
    dueAt,
    createdAt: now,
  });
  await store.addMilestone(milestone);
  await saveContract(store, { contract, milestones: [...milestones, milestone] }, {}, now);
  return done({ contractId, milestoneId: id });
}

const LIVE = ['PENDING', 'ACTIVE', 'PAUSED', 'DISPUTED'];
