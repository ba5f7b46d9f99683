import { z } from 'zod';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { type NotPermitted, notPermitted } from '../contracts/contract-refusals.ts';
import { changeMilestone, type MilestoneNeeds } from './change-milestone.ts';
import { daysAfter, FUNDING_DAYS } from './clocks.ts';

const INPUT = z.object({ milestoneId: contractInput.id });

/** Accepts a milestone that the other party has proposed; accepting it again changes nothing. */
export const acceptMilestone = (context: MilestoneNeeds, raw: unknown) =>
  changeMilestone<z.infer<typeof INPUT>, NotPermitted>(context, raw, {
    input: INPUT,
    action: 'ACCEPT',
    change({ milestone, role }, _, __, now): Result<typeof milestone, NotPermitted> {
      if (milestone.proposedRole === role)
        return notPermitted('Only the other party can accept what you have proposed.', 'milestoneId');
      if (milestone.acceptedAt !== null) return done(milestone);
      return done({ ...milestone, acceptedAt: now, fundBy: daysAfter(now, FUNDING_DAYS) });
    },
  });
