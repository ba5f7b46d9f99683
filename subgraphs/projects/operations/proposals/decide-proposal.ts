import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { proposalRejected, proposalShortlisted } from '../../events.ts';
import type { ProjectsStore, ProposalState } from '../../repository/index.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { type InvalidState, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { findReceivedProposal, noProposal, WAITING } from './proposal-access.ts';

const INPUT = z.object({
  proposalId: z.string().max(100),
  reason: text('A reason', { max: 1_000 }).nullish(),
});

type Refusal = InvalidInput | NotFound | NotPermitted | InvalidState;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'proposals' | 'repository' | 'signals' | 'streams'>;

/** What a client decides of a proposal. */
interface Decision {
  readonly state: ProposalState;
  /** States in which it can be decided so. */
  readonly from: readonly ProposalState[];
  readonly event: typeof proposalRejected | typeof proposalShortlisted | null;
}

const SHORTLIST: Decision = { state: 'SHORTLISTED', from: ['SUBMITTED'], event: proposalShortlisted };
const UNSHORTLIST: Decision = { state: 'SUBMITTED', from: ['SHORTLISTED'], event: null };
const REJECT: Decision = { state: 'REJECTED', from: WAITING, event: proposalRejected };

/** Puts a proposal to a project of the viewer on the shortlist, and returns its id. */
export const shortlistProposal = (context: Needs, raw: unknown) => decide(context, SHORTLIST, raw);

/** Takes it from the shortlist, and returns its id; nobody is notified. */
export const unshortlistProposal = (context: Needs, raw: unknown) => decide(context, UNSHORTLIST, raw);

/** Rejects a proposal to a project of the viewer, and returns its id. */
export const rejectProposal = (context: Needs, raw: unknown) => decide(context, REJECT, raw);

async function decide(context: Needs, decision: Decision, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { proposalId, reason = null } = parsed.value;
  const received = await findReceivedProposal(context, viewerId, proposalId);
  if (!received.ok) return received;
  const { projectId } = received.value;
  const at = context.now();
  const result = await context.repository.transaction(async (store) => {
    // The project first: all that changes proposals locks in this order.
    await store.lockProject(projectId);
    return apply(store, { viewerId, proposalId, reason }, decision, at);
  });
  if (!result.ok) return result;
  context.proposals.clear(proposalId);
  await announceProjects(context, [projectId]);
  return result;
}

async function apply(
  store: ProjectsStore,
  {
    viewerId,
    proposalId,
    reason,
  }: { readonly viewerId: string; readonly proposalId: string; readonly reason: string | null },
  { state, from, event }: Decision,
  at: Date,
): Promise<Result<string, Refusal>> {
  const proposal = await store.lockProposal(proposalId);
  if (proposal === null || proposal.freelancerId === null || proposal.state === 'WITHDRAWN') return noProposal();
  const { projectId, freelancerId } = proposal;
  if (!from.includes(proposal.state))
    return invalidState('The proposal is in another state.', proposal.state, from, 'proposalId');
  await store.setProposalState(proposalId, state, reason, at);
  await store.logProjects([projectId], at);
  const fact = { proposalId, projectId, clientId: viewerId, freelancerId, at: at.toISOString() };
  if (event !== null) await store.announce(event, fact, at);
  return done(proposalId);
}
