import { z } from 'zod';
import { done } from '../../../../runtime/operations/result.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { changeMilestone, type MilestoneNeeds } from './change-milestone.ts';

const INPUT = z.object({ milestoneId: contractInput.id, note: contractInput.note('A note') });

/** Asks for changes of what was submitted, which stops the clock of its approval. */
export const requestChanges = (context: MilestoneNeeds, raw: unknown) =>
  changeMilestone<z.infer<typeof INPUT>>(context, raw, {
    input: INPUT,
    action: 'REQUEST_CHANGES',
    change: ({ milestone }, { note }) =>
      done({ ...milestone, state: 'CHANGES_REQUESTED', changeNote: note, autoReleaseAt: null }),
  });
