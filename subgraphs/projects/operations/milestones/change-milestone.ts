import type { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Milestone, ProjectsStore } from '../../repository/index.ts';
import { type ChangeNeeds, changeContract, saveContract } from '../contracts/change-contract.ts';
import type { MilestoneAction } from './milestone-rules.ts';
import { type MilestoneRefusal, type OpenMilestone, openMilestone } from './open-milestone.ts';

/** The ids that a change of a milestone leaves. */
export type MilestoneIds = { readonly contractId: string; readonly milestoneId: string };

/** What changing a milestone needs of the context. */
export type MilestoneNeeds = ChangeNeeds & Pick<ProjectsContext, 'caller'>;

interface MilestoneChange<Input, Refusal> {
  readonly input: z.ZodType<Input & { readonly milestoneId: string }>;
  readonly action: MilestoneAction;
  /** The milestone as it is from now on, or why not; what is written besides is written here. */
  readonly change: (
    open: OpenMilestone,
    input: Input,
    store: ProjectsStore,
    now: Date,
  ) => Promise<Result<Milestone, Refusal>> | Result<Milestone, Refusal>;
}

/** Changes a milestone as one of its rules permits, in one transaction. */
export async function changeMilestone<Input, Refusal = never>(
  context: MilestoneNeeds,
  raw: unknown,
  { input: schema, action, change }: MilestoneChange<Input, Refusal>,
): Promise<Result<MilestoneIds, InvalidInput | MilestoneRefusal | Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(schema, raw);
  if (!parsed.ok) return parsed;
  const { milestoneId } = parsed.value;
  return changeContract(context, async (store): Promise<Result<MilestoneIds, MilestoneRefusal | Refusal>> => {
    const now = context.now();
    const opened = await openMilestone(store, { viewerId, milestoneId, action });
    if (!opened.ok) return opened;
    const changed = await change(opened.value, parsed.value, store, now);
    if (!changed.ok) return changed;
    await saveContract(store, opened.value, { milestones: [changed.value] }, now);
    return done({ contractId: opened.value.contract.id, milestoneId });
  });
}
