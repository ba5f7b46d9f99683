import { z } from 'zod';
import { done } from '../../../../runtime/operations/result.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { changeMilestone, type MilestoneNeeds } from './change-milestone.ts';

const INPUT = z.object({ milestoneId: contractInput.id });

/** Begins the work on a funded milestone, which stops the clock of its refund. */
export const startMilestone = (context: MilestoneNeeds, raw: unknown) =>
  changeMilestone<z.infer<typeof INPUT>>(context, raw, {
    input: INPUT,
    action: 'START',
    change: ({ milestone }) => done({ ...milestone, state: 'IN_PROGRESS', startBy: null }),
  });
