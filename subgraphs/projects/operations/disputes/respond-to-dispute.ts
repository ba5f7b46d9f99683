import { z } from 'zod';
import type { AttachmentRefusal } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { changeContract, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { type InvalidState, invalidState, type NotPermitted, notPermitted } from '../contracts/contract-refusals.ts';
import { roleIn } from '../contracts/contract-state.ts';
import { requireFiles, showFiles } from '../milestones/attach-files.ts';
import type { MilestoneNeeds } from '../milestones/change-milestone.ts';

const INPUT = z.object({
  disputeId: contractInput.id,
  response: contractInput.note('A response'),
  evidenceIds: contractInput.fileIds,
});

type Refusal = NotFound | NotPermitted | InvalidState;

type DisputeIds = { readonly contractId: string; readonly disputeId: string };

/** Answers a dispute that the other party has opened, once. */
export async function respondToDispute(
  context: MilestoneNeeds & Pick<ProjectsContext, 'ask'>,
  raw: unknown,
): Promise<Result<DisputeIds, InvalidInput | Refusal | AttachmentRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const files = { ownerId: viewerId, fileIds: parsed.value.evidenceIds, field: 'evidenceIds' };
  const attachable = await requireFiles(context.ask, files);
  if (!attachable.ok) return attachable;
  return changeContract(context, (store) => respond(store, { ...parsed.value, viewerId }, context.now()));
}

async function respond(
  store: ProjectsStore,
  { viewerId, disputeId, response, evidenceIds }: z.infer<typeof INPUT> & { readonly viewerId: string },
  now: Date,
): Promise<Result<DisputeIds, Refusal>> {
  const locked = await store.lockContract({ disputeId });
  const role = locked === null ? null : roleIn(locked.contract, viewerId);
  const dispute = role === null ? null : await store.findDispute(disputeId);
  if (locked === null || role === null || dispute === null)
    return notFound('There is no such dispute of yours.', 'disputeId');
  if (dispute.openedRole === role) return notPermitted('The other party responds to your dispute.', 'disputeId');
  if (dispute.state !== 'OPEN') return invalidState('It is decided.', dispute.state, ['OPEN'], 'disputeId');
  if (dispute.respondedAt !== null)
    return invalidState('You have responded to it.', 'RESPONDED', ['OPEN'], 'disputeId');
  await store.saveDispute({ ...dispute, response, responseEvidenceIds: evidenceIds, respondedAt: now });
  const { id: contractId } = locked.contract;
  await saveContract(store, locked, {}, now);
  await showFiles(store, { subjectId: disputeId, contractId, ownerId: viewerId, fileIds: evidenceIds }, now);
  return done({ contractId, disputeId });
}
