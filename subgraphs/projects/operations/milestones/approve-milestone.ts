import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { contractInput } from '../contracts/contract-input.ts';
import type { MilestoneIds, MilestoneNeeds } from './change-milestone.ts';
import { type PayoutRefusal, payoutMilestone } from './payout-milestone.ts';

const INPUT = z.object({ milestoneId: contractInput.id, amount: contractInput.money.nullish(), idempotencyKey });

/**
 * Approves a milestone, or pays a part of it: what is approved leaves escrow for the freelancer, less the platform's fee.
 */
export async function approveMilestone(
  context: MilestoneNeeds,
  raw: unknown,
): Promise<Replayable<MilestoneIds, InvalidInput | PayoutRefusal | IdempotencyRefusal>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { milestoneId, amount = null, idempotencyKey: key } = parsed.value;
  return payoutMilestone(context, 'RELEASE', { milestoneId, amount, key });
}
