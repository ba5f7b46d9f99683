import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { type ChangeNeeds, changeContract, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { type InvalidState, invalidState } from '../contracts/contract-refusals.ts';
import { roleIn } from '../contracts/contract-state.ts';
import { daysAfter } from '../milestones/clocks.ts';

/** Days after the end of a contract in which its parties may review each other; then what there is, is shown. */
export const REVIEW_DAYS = 14;

const INPUT = z.object({
  contractId: contractInput.id,
  rating: z.int().min(1, 'A rating is 1 to 5.').max(5, 'A rating is 1 to 5.'),
  text: contractInput.note('A review').nullish(),
  privateNote: contractInput.note('A note').nullish(),
});

type Refusal = InvalidInput | NotFound | InvalidState | RefusalOf<'ContractReviewed'>;

type ReviewIds = { readonly contractId: string; readonly reviewId: string };

/**
 * Reviews the other party of a contract that is over, once. Neither sees what the other says before both have reviewed, or
 * before the time to review is over: so nobody answers a review with one of their own.
 */
export async function reviewContract(
  context: ChangeNeeds & Pick<ProjectsContext, 'caller'>,
  raw: unknown,
): Promise<Result<ReviewIds, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  return changeContract(context, (store) => review(store, { ...parsed.value, viewerId }, context.now()));
}

async function review(
  store: ProjectsStore,
  { viewerId, contractId, rating, text = null, privateNote = null }: z.infer<typeof INPUT> & { viewerId: string },
  now: Date,
): Promise<Result<ReviewIds, Refusal>> {
  const locked = await store.lockContract({ contractId });
  const role = locked === null ? null : roleIn(locked.contract, viewerId);
  if (locked === null || role === null) return notFound('There is no such contract of yours.', 'contractId');
  const { contract, milestones } = locked;
  const { state, endedAt } = contract;
  if (endedAt === null || milestones.every(({ fundedAt }) => fundedAt === null))
    return invalidState('Only a contract that was funded and is over is reviewed.', state, OVER, 'contractId');
  if (daysAfter(endedAt, REVIEW_DAYS) <= now)
    return invalidState('The time to review it is over.', 'REVIEWED', OVER, 'contractId');
  const reviews = await store.lockReviews(contractId);
  if (reviews.some(({ authorId }) => authorId === viewerId)) return reviewed;
  const isClient = role === 'CLIENT';
  const reviewId = newId('crv', now);
  await store.addReview({
    ...{ id: reviewId, contractId, authorId: viewerId, rating, text, privateNote, createdAt: now, shownAt: null },
    subjectId: isClient ? contract.freelancerId : contract.clientId,
    subjectRole: isClient ? 'FREELANCER' : 'CLIENT',
  });
  if (reviews.length > 0) await store.showReviews([contractId], now);
  await saveContract(store, locked, {}, now);
  return done({ contractId, reviewId });
}

const OVER = ['COMPLETED', 'CANCELLED'];

const reviewed = refuse<RefusalOf<'ContractReviewed'>>({
  __typename: 'ContractReviewed',
  message: 'You have reviewed this contract.',
  path: ['input', 'contractId'],
});
