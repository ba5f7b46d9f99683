import type { MilestoneFact } from '../../events.ts';
import type { Contract, Milestone } from '../../repository/index.ts';

/** What events say of a milestone. `amount` is what the event is about. */
export const factOf = (
  { id, projectId, currency, clientId, freelancerId }: Contract,
  milestone: Pick<Milestone, 'id'>,
  amount: bigint,
  at: Date,
): MilestoneFact => ({
  ...{ contractId: id, projectId, milestoneId: milestone.id, clientId, freelancerId },
  ...{ amount: amount.toString(), currency, at: at.toISOString() },
});
