import { z } from 'zod';
import { done } from '../../../../runtime/operations/result.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { changeMilestone, type MilestoneNeeds } from './change-milestone.ts';

const INPUT = z.object({ milestoneId: contractInput.id });

/** Takes back or declines a milestone that is not funded. */
export const cancelMilestone = (context: MilestoneNeeds, raw: unknown) =>
  changeMilestone<z.infer<typeof INPUT>>(context, raw, {
    input: INPUT,
    action: 'CANCEL',
    change: ({ milestone }) => done({ ...milestone, state: 'CANCELLED', fundBy: null }),
  });
