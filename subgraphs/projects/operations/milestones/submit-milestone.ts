import { z } from 'zod';
import type { AttachmentRefusal } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { milestoneSubmitted } from '../../events.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { changeContract, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { factOf } from '../contracts/milestone-fact.ts';
import { releaseFiles, requireFiles, showFiles } from './attach-files.ts';
import type { MilestoneIds, MilestoneNeeds } from './change-milestone.ts';
import { AUTO_RELEASE_DAYS, daysAfter } from './clocks.ts';
import { type MilestoneRefusal, openMilestone } from './open-milestone.ts';

const INPUT = z.object({
  milestoneId: contractInput.id,
  note: contractInput.note('A note').nullish(),
  fileIds: contractInput.fileIds,
});

type Input = z.infer<typeof INPUT> & { readonly viewerId: string };

/** Submits the work of a milestone. Unless the client does something, it is approved by itself in 14 days. */
export async function submitMilestone(
  context: MilestoneNeeds & Pick<ProjectsContext, 'ask'>,
  raw: unknown,
): Promise<Result<MilestoneIds, InvalidInput | MilestoneRefusal | AttachmentRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const files = { ownerId: viewerId, fileIds: parsed.value.fileIds, field: 'fileIds' };
  const attachable = await requireFiles(context.ask, files);
  if (!attachable.ok) return attachable;
  return changeContract(context, (store) => submit(store, { ...parsed.value, viewerId }, context.now()));
}

async function submit(
  store: ProjectsStore,
  { viewerId, milestoneId, note = null, fileIds }: Input,
  now: Date,
): Promise<Result<MilestoneIds, MilestoneRefusal>> {
  const opened = await openMilestone(store, { viewerId, milestoneId, action: 'SUBMIT' });
  if (!opened.ok) return opened;
  const { contract, milestone } = opened.value;
  const submitted = {
    ...milestone,
    state: 'SUBMITTED',
    submittedAt: now,
    autoReleaseAt: daysAfter(now, AUTO_RELEASE_DAYS),
    submissionNote: note,
    fileIds,
    changeNote: null,
  } as const;
  await saveContract(store, opened.value, { milestones: [submitted] }, now);
  await store.announce(milestoneSubmitted, factOf(contract, submitted, milestone.inEscrow, now), now);
  const shown = { subjectId: milestoneId, contractId: contract.id, ownerId: viewerId };
  await releaseFiles(store, { ...shown, fileIds: milestone.fileIds.filter((id) => !fileIds.includes(id)) }, now);
  await showFiles(store, { ...shown, fileIds }, now);
  return done({ contractId: contract.id, milestoneId });
}
