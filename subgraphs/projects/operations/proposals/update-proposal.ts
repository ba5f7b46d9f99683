import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Project, ProjectsStore, Proposal } from '../../repository/index.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { toStoredPart } from '../shared/amounts.ts';
import { releaseFiles, showFiles } from '../shared/file-uses.ts';
import { projectNotOpen } from '../shared/market-refusals.ts';
import { type InvalidState, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { findSentProposal, noProposal, WAITING } from './proposal-access.ts';
import { checkOffer, PROPOSAL_FIELDS } from './proposal-fields.ts';
import { requireResume } from './require-resume.ts';

const INPUT = z.object({
  proposalId: z.string().max(100),
  coverLetter: PROPOSAL_FIELDS.coverLetter.optional(),
  bid: PROPOSAL_FIELDS.bid.optional(),
  durationDays: PROPOSAL_FIELDS.durationDays.nullish(),
  milestones: PROPOSAL_FIELDS.milestones.optional(),
  attachmentIds: PROPOSAL_FIELDS.attachmentIds.optional(),
  resumeId: PROPOSAL_FIELDS.resumeId.nullish(),
});

type Input = z.output<typeof INPUT>;

type Refusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | InvalidState
  | RefusalOf<'ProjectNotOpen'>
  | RefusalOf<'CurrencyMismatch'>
  | AttachmentRefusal;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'ask' | 'proposals' | 'repository' | 'signals' | 'streams'>;

/** Changes a proposal of the viewer that waits for a decision, and returns its id. What is absent stays. */
export async function updateProposal(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const own = await findSentProposal(context, viewerId, input.proposalId);
  if (!own.ok) return own;
  const resume = await requireResume(context, viewerId, input.resumeId);
  if (!resume.ok) return resume;
  const fileIds = input.attachmentIds ?? [];
  const files = { service: 'projects', ownerId: viewerId, fileIds, path: ['attachmentIds'] };
  const attachable = await requireAttachable(context.ask, files);
  if (!attachable.ok) return attachable;
  const at = context.now();
  const result = await context.repository.transaction(async (store): Promise<Result<string, Refusal>> => {
    const project = await store.lockProject(own.value.projectId);
    const proposal = await store.lockProposal(input.proposalId);
    if (project === null || proposal === null) return noProposal();
    return change(store, { project, proposal }, input, at);
  });
  if (!result.ok) return result;
  context.proposals.clear(input.proposalId);
  await announceProjects(context, []);
  return result;
}

async function change(
  store: ProjectsStore,
  { project, proposal }: { readonly project: Project; readonly proposal: Proposal },
  { attachmentIds, ...input }: Input,
  at: Date,
): Promise<Result<string, Refusal>> {
  const { id } = proposal;
  if (!WAITING.includes(proposal.state))
    return invalidState('This proposal is decided.', proposal.state, WAITING, 'proposalId');
  if (project.status !== 'OPEN' && project.status !== 'PAUSED') return projectNotOpen('proposalId');
  const stored = proposal.milestones.map(({ title, amount }) => ({ title, amount: BigInt(amount) }));
  const bid = input.bid ?? { amount: proposal.bid, currency: proposal.currency };
  const offer = checkOffer({ bid, milestones: input.milestones ?? stored }, project, at);
  if (!offer.ok) return offer;
  const fields = {
    coverLetter: input.coverLetter ?? proposal.coverLetter,
    bid: bid.amount,
    durationDays: input.durationDays === undefined ? proposal.durationDays : input.durationDays,
    milestones: input.milestones === undefined ? proposal.milestones : input.milestones.map(toStoredPart),
    resumeId: input.resumeId === undefined ? proposal.resumeId : input.resumeId,
  };
  await store.updateProposal(id, fields, at);
  if (attachmentIds !== undefined) {
    const [before = []] = await store.filesOf([id]);
    const gone = before.flatMap(({ fileId }) => (attachmentIds.includes(fileId) ? [] : [fileId]));
    await releaseFiles(store, id, at, gone);
    await store.replaceProposalFiles(id, attachmentIds);
    await showFiles(store, id, at);
  }
  return done(id);
}
