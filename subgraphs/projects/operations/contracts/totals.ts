import type { Milestone } from '../../repository/index.ts';

/** What was paid into escrow for a contract, to the freelancer and back, over its milestones. */
export function totalsOf(
  milestones: readonly Pick<Milestone, 'inEscrow' | 'released' | 'refunded'>[],
  currency: string,
) {
  const sum = (of: (milestone: (typeof milestones)[number]) => bigint) => ({
    amount: milestones.reduce((total, milestone) => total + of(milestone), 0n),
    currency,
  });
  return {
    funded: sum(({ inEscrow, released, refunded }) => inEscrow + released + refunded),
    released: sum(({ released }) => released),
    refunded: sum(({ refunded }) => refunded),
  };
}
