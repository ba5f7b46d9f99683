import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { contractInput } from '../contracts/contract-input.ts';
import type { MilestoneIds, MilestoneNeeds } from './change-milestone.ts';
import { type PayoutRefusal, payoutMilestone } from './payout-milestone.ts';

const INPUT = z.object({ milestoneId: contractInput.id, amount: contractInput.money.nullish(), idempotencyKey });

/**
 * Gives a client back what is in escrow for a milestone, or a part of it. A client may do so until the work begins, the freelancer until it is approved.
 */
export async function refundMilestone(
  context: MilestoneNeeds,
  raw: unknown,
): Promise<Replayable<MilestoneIds, InvalidInput | PayoutRefusal | IdempotencyRefusal>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { milestoneId, amount = null, idempotencyKey: key } = parsed.value;
  return payoutMilestone(context, 'REFUND', { milestoneId, amount, key });
}
