import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import {
  findReplay,
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { PROPOSAL_LOG, proposalSubmitted } from '../../events.ts';
import type { ProjectsStore, ProposalDraft } from '../../repository/index.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { noProject } from '../projects/own-project.ts';
import { toStoredPart } from '../shared/amounts.ts';
import { showFiles } from '../shared/file-uses.ts';
import { limitRefusal, ownProject, projectNotOpen } from '../shared/market-refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { checkOffer, PROPOSAL_FIELDS } from './proposal-fields.ts';
import { requireResume } from './require-resume.ts';

const INPUT = z.object({
  projectId: z.string().max(100),
  coverLetter: PROPOSAL_FIELDS.coverLetter,
  bid: PROPOSAL_FIELDS.bid,
  durationDays: PROPOSAL_FIELDS.durationDays.nullish(),
  milestones: PROPOSAL_FIELDS.milestones.nullish(),
  attachmentIds: PROPOSAL_FIELDS.attachmentIds.nullish(),
  resumeId: PROPOSAL_FIELDS.resumeId.nullish(),
  idempotencyKey: idempotencyKey.nullish(),
});

type Input = Omit<z.output<typeof INPUT>, 'idempotencyKey'>;

/** Most proposals of a person that wait for a decision. */
export const MAX_WAITING_PROPOSALS = 50;

/** Why no proposal was sent. */
export type SubmitProposalRefusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'OwnProject'>
  | RefusalOf<'AlreadyProposed'>
  | (RefusalOf<'ProposalLimit'> & { readonly limit: number })
  | RefusalOf<'ProjectNotOpen'>
  | RefusalOf<'CurrencyMismatch'>
  | TooManyAttempts
  | AttachmentRefusal
  | IdempotencyRefusal;

type Ids = { readonly proposalId: string };

type Needs = Pick<
  ProjectsContext,
  'caller' | 'now' | 'ask' | 'limits' | 'projects' | 'repository' | 'signals' | 'streams'
>;

/** Sends a proposal of the viewer to an open project that they may see. */
export async function submitProposal(context: Needs, raw: unknown): Promise<Replayable<Ids, SubmitProposalRefusal>> {
  const freelancerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: freelancerId, operation: 'submitProposal', key: key ?? null, input: hashable(input) };
  const replay = await findReplay<Ids, SubmitProposalRefusal>(context, call);
  if (replay !== null) return replay;
  const checked = await checkProposal(context, freelancerId, input);
  if (!checked.ok) return { ...checked, isReplay: false };
  const at = context.now();
  const draft: ProposalDraft = {
    ...{ id: newId('prp', at), projectId: input.projectId, freelancerId, createdAt: at },
    ...{ coverLetter: input.coverLetter, bid: input.bid.amount, currency: input.bid.currency },
    ...{ durationDays: input.durationDays ?? null, resumeId: input.resumeId ?? null },
    milestones: (input.milestones ?? []).map(toStoredPart),
  };
  const { value: clientId } = checked;
  const result = await once<ProjectsStore, Ids, SubmitProposalRefusal>(context, call, (store) =>
    storeProposal(store, draft, { clientId, fileIds: input.attachmentIds ?? [] }),
  );
  if (result.ok && !result.isReplay) {
    await Promise.all([context.streams.announce(PROPOSAL_LOG, clientId), announceProjects(context, [input.projectId])]);
  }
  return result;
}

/** Amounts as text, since JSON has no integers of their size. */
const hashable = ({ bid, milestones, ...input }: Input) => ({
  ...input,
  bid: `${bid.amount} ${bid.currency}`,
  milestones: (milestones ?? []).map(toStoredPart),
});

/** All that can be refused before anything is stored; the id of the client. */
async function checkProposal(
  context: Needs,
  freelancerId: string,
  input: Input,
): Promise<Result<string, SubmitProposalRefusal>> {
  const project = await context.projects.load(input.projectId);
  if (project === null || project.clientId === null) return noProject();
  if (project.clientId === freelancerId) return ownProject('You cannot send a proposal to your own project.');
  if (project.status !== 'OPEN') return projectNotOpen('projectId');
  const offer = checkOffer({ bid: input.bid, milestones: input.milestones ?? [] }, project, context.now());
  if (!offer.ok) return offer;
  const limited = await withinLimit(context, 'proposal', freelancerId);
  if (!limited.ok) return limited;
  const resume = await requireResume(context, freelancerId, input.resumeId);
  if (!resume.ok) return resume;
  const fileIds = input.attachmentIds ?? [];
  const files = { service: 'projects', ownerId: freelancerId, fileIds, path: ['attachmentIds'] };
  const attachable = await requireAttachable(context.ask, files);
  return attachable.ok ? done(project.clientId) : attachable;
}

async function storeProposal(
  store: ProjectsStore,
  draft: ProposalDraft,
  { clientId, fileIds }: { readonly clientId: string; readonly fileIds: readonly string[] },
): Promise<Result<Ids, SubmitProposalRefusal>> {
  const { id: proposalId, projectId, freelancerId, createdAt: at } = draft;
  const project = await store.lockProject(projectId);
  if (project?.status !== 'OPEN') return projectNotOpen('projectId');
  if ((await store.countWaitingProposals(freelancerId)) >= MAX_WAITING_PROPOSALS)
    return limitRefusal(
      'ProposalLimit',
      `At most ${MAX_WAITING_PROPOSALS} of your proposals can wait for a decision. Withdraw one first.`,
      MAX_WAITING_PROPOSALS,
    );
  if (!(await store.insertProposal(draft)))
    return refuse({
      __typename: 'AlreadyProposed',
      message: 'You have sent a proposal to this project already. You can change it.',
      path: ['input', 'projectId'],
    });
  if (fileIds.length > 0) await store.replaceProposalFiles(proposalId, fileIds);
  await store.logProjects([projectId], at);
  await store.logProposal(clientId, proposalId, at);
  const fact = { proposalId, projectId, clientId, freelancerId, at: at.toISOString() };
  await store.announce(proposalSubmitted, fact, at);
  await showFiles(store, proposalId, at);
  return done({ proposalId });
}
