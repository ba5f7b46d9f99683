import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { EscrowMove } from '../../repository/index.ts';
import { announceContract, changeContractOnce, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { invalidState, type NotPermitted, notPermitted } from '../contracts/contract-refusals.ts';
import { beginFunding } from '../escrow/begin-move.ts';
import { askForFunds, noteFunding } from '../escrow/fund-move.ts';
import type { MilestoneNeeds } from './change-milestone.ts';
import { isAgreed } from './milestone-rules.ts';
import { type MilestoneRefusal, openMilestone } from './open-milestone.ts';

const INPUT = z.object({
  milestoneId: contractInput.id,
  payWith: z.enum(['WALLET', 'CARD']),
  paymentMethodId: contractInput.id.nullish(),
  returnUrl: z
    .url({ protocol: /^https?$/, error: 'The address begins with https:// or http://.' })
    .max(2_000)
    .nullish(),
  idempotencyKey,
});

type InsufficientFunds = RefusalOf<'InsufficientFunds'> & {
  readonly available: { readonly amount: bigint; readonly currency: string };
};

type Refusal =
  | InvalidInput
  | NotFound
  | MilestoneRefusal
  | NotPermitted
  | InsufficientFunds
  | RefusalOf<'CurrencyNotSupported'>;

type FundingIds = { readonly contractId: string; readonly milestoneId: string; readonly moveId: string };

interface Needs extends Omit<MilestoneNeeds, 'repository'>, Pick<ProjectsContext, 'ask' | 'settings'> {
  readonly repository: Pick<ProjectsContext['repository'], 'transaction' | 'findMove'>;
}

/**
 * Puts what an accepted milestone costs into escrow: from the client's wallet, or by a payment that may wait for the client.
 *
 * @throws a fault `UNAVAILABLE` when the wallet or payments does not respond: the same call has the outcome later, and a saga
 * sees to it that the money moves at most once, and that a milestone whose money has moved is funded.
 */
export async function fundMilestone(
  context: Needs,
  raw: unknown,
): Promise<Replayable<FundingIds, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: viewerId, operation: 'fundMilestone', key, input };
  const begun = await changeContractOnce(context, call, async (store): Promise<Result<FundingIds, Refusal>> => {
    const now = context.now();
    const { milestoneId, payWith, paymentMethodId = null, returnUrl = null } = input;
    const opened = await openMilestone(store, { viewerId, milestoneId, action: 'FUND' });
    if (!opened.ok) return opened;
    const { contract, milestone } = opened.value;
    if (!isAgreed(milestone))
      return invalidState('The other party has to accept it first.', 'PROPOSED', ['ACCEPTED'], 'milestoneId');
    const draft = { payWith, paymentMethodId, returnUrl };
    const agreed = { ...milestone, acceptedAt: milestone.acceptedAt ?? now };
    const funding = await beginFunding(store, opened.value, agreed, draft, now);
    await saveContract(store, opened.value, { milestones: [funding] }, now);
    return done({ contractId: contract.id, milestoneId, moveId: funding.moveId ?? '' });
  });
  if (!begun.ok) return begun;
  const refusal = refusalOf(await moveNow(context, begun.value));
  return refusal === null ? begun : { ...refuse(refusal), isReplay: begun.isReplay };
}

/** The movement as it is after the wallet or payments was asked. */
async function moveNow(context: Needs, { contractId, moveId }: FundingIds): Promise<EscrowMove> {
  const { repository, ask, settings, now } = context;
  const read = async () => {
    const move = await repository.findMove(moveId);
    if (move === null) throw new Error(`There is no movement ${moveId}.`);
    return move;
  };
  const begun = await read();
  const answer = await askForFunds(ask, begun);
  if (answer === null) return begun;
  await repository.transaction((store) => noteFunding(store, moveId, answer, { ...settings, now: now() }));
  await announceContract(context, contractId);
  return read();
}

/** What the client can change, where a movement has failed; null where it has not. */
function refusalOf({ state, failure, available, currency, payWith }: EscrowMove): Refusal | null {
  if (state !== 'FAILED') return null;
  if (failure === 'InsufficientFunds')
    return {
      ...{ __typename: 'InsufficientFunds', message: 'Your account does not hold enough money.' },
      ...{ path: ['input', 'milestoneId'], available: { amount: available ?? 0n, currency } },
    };
  if (failure === 'CurrencyNotSupported')
    return {
      ...{ __typename: 'CurrencyNotSupported', message: `Nothing can be paid in ${currency} here.` },
      path: ['input', 'milestoneId'],
    };
  if (failure === 'NotFound' && payWith === 'CARD')
    return notFound('There is no such payment method of yours.', 'paymentMethodId').refusal;
  const message = payWith === 'CARD' ? 'This payment was declined.' : 'Money cannot leave your account now.';
  return notPermitted(message, payWith === 'CARD' ? 'paymentMethodId' : 'payWith').refusal;
}
