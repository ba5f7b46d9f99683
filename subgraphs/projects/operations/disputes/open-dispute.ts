import { z } from 'zod';
import type { AttachmentRefusal } from '../../../../runtime/attachments/require-attachable.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { contractDisputeOpened } from '../../events.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { changeContract, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { factOf } from '../contracts/milestone-fact.ts';
import { requireFiles, showFiles } from '../milestones/attach-files.ts';
import type { MilestoneNeeds } from '../milestones/change-milestone.ts';
import { type MilestoneRefusal, openMilestone } from '../milestones/open-milestone.ts';

const INPUT = z.object({
  milestoneId: contractInput.id,
  reason: contractInput.note('A reason'),
  evidenceIds: contractInput.fileIds,
});

type DisputeIds = { readonly contractId: string; readonly milestoneId: string; readonly disputeId: string };

/** Asks finance to decide about a milestone that was begun. Its clocks stop until there is a decision. */
export async function openDispute(
  context: MilestoneNeeds & Pick<ProjectsContext, 'ask'>,
  raw: unknown,
): Promise<Result<DisputeIds, InvalidInput | MilestoneRefusal | AttachmentRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const files = { ownerId: viewerId, fileIds: parsed.value.evidenceIds, field: 'evidenceIds' };
  const attachable = await requireFiles(context.ask, files);
  if (!attachable.ok) return attachable;
  return changeContract(context, (store) => open(store, { ...parsed.value, viewerId }, context.now()));
}

async function open(
  store: ProjectsStore,
  { viewerId, milestoneId, reason, evidenceIds }: z.infer<typeof INPUT> & { readonly viewerId: string },
  now: Date,
): Promise<Result<DisputeIds, MilestoneRefusal>> {
  const opened = await openMilestone(store, { viewerId, milestoneId, action: 'DISPUTE' });
  if (!opened.ok) return opened;
  const { contract, milestone, role } = opened.value;
  const disputeId = newId('cds', now);
  await store.addDispute({
    ...{ id: disputeId, contractId: contract.id, milestoneId, openedRole: role, reason, evidenceIds, createdAt: now },
  });
  const disputed = { ...milestone, state: 'DISPUTED', autoReleaseAt: null, startBy: null } as const;
  await saveContract(store, opened.value, { milestones: [disputed] }, now);
  const fact = { ...factOf(contract, milestone, milestone.inEscrow, now), disputeId };
  await store.announce(contractDisputeOpened, fact, now);
  await showFiles(
    store,
    { subjectId: disputeId, contractId: contract.id, ownerId: viewerId, fileIds: evidenceIds },
    now,
  );
  return done({ contractId: contract.id, milestoneId, disputeId });
}
