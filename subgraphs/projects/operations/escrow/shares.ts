import { feeOf } from '../../../../runtime/money/money.ts';
import type { EscrowMove, Milestone } from '../../repository/index.ts';

/** Who receives what leaves escrow. */
type Shares = Pick<EscrowMove, 'amount' | 'net' | 'fee' | 'toClient'>;

/**
 * Divides what leaves escrow: the platform's fee is taken of what the freelancer earns, never of what goes back. However many
 * parts a milestone is paid in, its fees add up to that on the whole.
 */
export function sharesOf(
  { released, fee: feeBefore, feeBasisPoints }: Pick<Milestone, 'released' | 'fee' | 'feeBasisPoints'>,
  { toFreelancer, toClient }: { readonly toFreelancer: bigint; readonly toClient: bigint },
): Shares {
  const fee = feeOf(released + toFreelancer, feeBasisPoints) - feeBefore;
  return { amount: toFreelancer + toClient, net: toFreelancer - fee, fee, toClient };
}
