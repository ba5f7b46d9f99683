import type { IdempotencyRefusal, Replayable } from '../../../../runtime/idempotency/once.ts';
import type { Money } from '../../../../runtime/money/money.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { milestoneApproved } from '../../events.ts';
import type { Milestone } from '../../repository/index.ts';
import { changeContractOnce, saveContract } from '../contracts/change-contract.ts';
import { factOf } from '../contracts/milestone-fact.ts';
import { beginPayout } from '../escrow/begin-move.ts';
import type { MilestoneIds, MilestoneNeeds } from './change-milestone.ts';
import { type MilestoneRefusal, openMilestone } from './open-milestone.ts';

/** The refusal of more than what is in escrow. */
type AmountTooLarge = RefusalOf<'AmountTooLarge'> & { readonly available: Money };

/** Why nothing is paid out. */
export type PayoutRefusal = MilestoneRefusal | AmountTooLarge | RefusalOf<'CurrencyMismatch'>;

interface PayoutRequest {
  readonly milestoneId: string;
  /** All that is in escrow when it is null. */
  readonly amount: Money | null;
  readonly key: string;
}

/** Pays a milestone, or a part of it, to the freelancer, or back to the client; once for each key. */
export function payoutMilestone(
  context: MilestoneNeeds,
  kind: 'RELEASE' | 'REFUND',
  { milestoneId, amount: money, key }: PayoutRequest,
): Promise<Replayable<MilestoneIds, PayoutRefusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const isRelease = kind === 'RELEASE';
  const input = { milestoneId, amount: money === null ? null : `${money.amount} ${money.currency}` };
  const call = { scope: viewerId, operation: isRelease ? 'approveMilestone' : 'refundMilestone', key, input };
  return changeContractOnce(context, call, async (store): Promise<Result<MilestoneIds, PayoutRefusal>> => {
    const now = context.now();
    const action = isRelease ? 'APPROVE' : 'REFUND';
    const opened = await openMilestone(store, { viewerId, milestoneId, action });
    if (!opened.ok) return opened;
    const { contract, milestone } = opened.value;
    const refused = findUnpayable(milestone, contract.currency, money);
    if (refused !== null) return refused;
    const amount = money?.amount ?? milestone.inEscrow;
    const shares = isRelease ? { toFreelancer: amount, toClient: 0n } : { toFreelancer: 0n, toClient: amount };
    const moving = await beginPayout(store, opened.value, milestone, { kind, ...shares }, now);
    await saveContract(store, opened.value, { milestones: [moving] }, now);
    if (isRelease) await store.announce(milestoneApproved, factOf(contract, milestone, amount, now), now);
    return done({ contractId: contract.id, milestoneId });
  });
}

function findUnpayable({ inEscrow }: Milestone, currency: string, money: Money | null) {
  if (money !== null && money.currency !== currency)
    return refuse<PayoutRefusal>({
      __typename: 'CurrencyMismatch',
      message: `The contract is in ${currency}.`,
      path: ['input', 'amount'],
    });
  if (money !== null && money.amount > inEscrow)
    return refuse<PayoutRefusal>({
      __typename: 'AmountTooLarge',
      message: 'This is more than what is in escrow.',
      path: ['input', 'amount'],
      available: { amount: inEscrow, currency },
    });
  return null;
}
