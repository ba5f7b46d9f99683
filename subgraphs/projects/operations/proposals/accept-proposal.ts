import { z } from 'zod';
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
import { contractOpened, proposalAccepted } from '../../events.ts';
import type { MilestoneDraft, Project, ProjectsStore, Proposal, StoredPart } from '../../repository/index.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { applyStatus } from '../projects/change-project-status.ts';
import { isDueBefore, partsInput, toStoredPart } from '../shared/amounts.ts';
import { projectNotOpen } from '../shared/market-refusals.ts';
import { type InvalidState, invalidInput, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { findReceivedProposal, noProposal, WAITING } from './proposal-access.ts';

const INPUT = z.object({
  proposalId: z.string().max(100),
  terms: z.object({ milestones: partsInput.nullish() }).nullish(),
  idempotencyKey,
});

/** Why a proposal was not accepted. */
export type AcceptProposalRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | InvalidState
  | RefusalOf<'ProjectNotOpen'>
  | RefusalOf<'AlreadyAccepted'>
  | IdempotencyRefusal;

type Ids = { readonly proposalId: string; readonly contractId: string };

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'proposals' | 'projects' | 'repository' | 'signals' | 'streams'>;

/** What the contract is opened with. */
interface Acceptance {
  readonly clientId: string;
  readonly proposalId: string;
  readonly projectId: string;
  /** Null: as the proposal says. */
  readonly terms: readonly StoredPart[] | null;
  readonly at: Date;
}

/** Accepts a proposal to a project of the viewer and opens its contract, in one transaction. */
export async function acceptProposal(context: Needs, raw: unknown): Promise<Replayable<Ids, AcceptProposalRefusal>> {
  const clientId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, proposalId, terms } = parsed.value;
  const parts = terms?.milestones ?? null;
  const at = context.now();
  const stored = parts?.map(toStoredPart) ?? null;
  const input = { proposalId, terms: stored };
  const call = { scope: clientId, operation: 'acceptProposal', key, input, retentionDays: 30 as const };
  const replay = await findReplay<Ids, AcceptProposalRefusal>(context, call);
  if (replay !== null) return replay;
  if (parts?.length === 0) return refused(invalidInput('Agree on one milestone or more.', 'terms', 'milestones'));
  if (parts !== null && isDueBefore(parts, at))
    return refused(invalidInput('A milestone is not due in the past.', 'terms', 'milestones'));
  const received = await findReceivedProposal(context, clientId, proposalId);
  if (!received.ok) return refused(received);
  const { projectId } = received.value;
  const acceptance = { clientId, proposalId, projectId, terms: stored, at };
  const result = await once<ProjectsStore, Ids, AcceptProposalRefusal>(context, call, (store) =>
    openContract(store, acceptance),
  );
  if (result.ok && !result.isReplay) {
    context.proposals.clear(proposalId);
    context.projects.clear(projectId);
    await announceProjects(context, [projectId]);
  }
  return result;
}

const refused = <Refusal>(result: { readonly ok: false; readonly refusal: Refusal }) => ({
  ...result,
  isReplay: false,
});

/** The lock of the project puts all that accept its proposals in a row; the unique index of contracts stands behind it. */
async function openContract(
  store: ProjectsStore,
  { clientId, proposalId, projectId, terms, at }: Acceptance,
): Promise<Result<Ids, AcceptProposalRefusal>> {
  const project = await store.lockProject(projectId);
  const proposal = await store.lockProposal(proposalId);
  if (project === null || proposal === null || proposal.state === 'WITHDRAWN') return noProposal();
  const { freelancerId, currency } = proposal;
  if (project.clientId !== clientId || freelancerId === null) return noProposal();
  if (proposal.state === 'ACCEPTED' || project.status === 'IN_PROGRESS') return alreadyAccepted();
  if (project.status !== 'OPEN' && project.status !== 'PAUSED') return projectNotOpen('proposalId');
  if (!WAITING.includes(proposal.state))
    return invalidState('The proposal was rejected.', proposal.state, WAITING, 'proposalId');
  const milestones = milestonesOf(project, proposal, terms, at);
  if (milestones.length === 0)
    return invalidInput('Agree on milestones: the project is paid by the hour.', 'terms', 'milestones');
  const contractId = newId('ctr', at);
  const draft = { id: contractId, projectId, proposalId, clientId, freelancerId, currency, createdAt: at, milestones };
  if (!(await store.insertContract(draft))) return alreadyAccepted();
  await store.setProposalState(proposalId, 'ACCEPTED', null, at);
  await applyStatus(store, project, 'IN_PROGRESS', at);
  const fact = { projectId, clientId, freelancerId, at: at.toISOString() };
  await store.announce(proposalAccepted, { ...fact, proposalId }, at);
  await store.announce(contractOpened, { ...fact, contractId }, at);
  return done({ proposalId, contractId });
}

const alreadyAccepted = () =>
  refuse<RefusalOf<'AlreadyAccepted'>>({
    __typename: 'AlreadyAccepted',
    message: 'A proposal to this project is accepted already.',
    path: ['input', 'proposalId'],
  });

/** The terms of the client, or what the freelancer has proposed, or one part for the whole of a fixed price. */
function milestonesOf(
  project: Project,
  proposal: Proposal,
  terms: readonly StoredPart[] | null,
  at: Date,
): readonly MilestoneDraft[] {
  const whole =
    project.budgetKind === 'FIXED' ? [{ title: project.title, amount: String(proposal.bid), dueAt: null }] : [];
  const proposed = proposal.milestones.length > 0 ? proposal.milestones : whole;
  const isChanged = terms !== null && JSON.stringify(terms) !== JSON.stringify(proposal.milestones);
  return (terms ?? proposed).map(({ title, amount, dueAt }) => ({
    ...{ id: newId('mst', at), title, amount, dueAt },
    proposedRole: isChanged ? 'CLIENT' : 'FREELANCER',
  }));
}
