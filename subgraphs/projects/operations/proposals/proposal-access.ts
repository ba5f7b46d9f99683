import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Proposal, ProposalState } from '../../repository/index.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';

/** States in which a proposal waits for a decision. */
export const WAITING: readonly ProposalState[] = ['SUBMITTED', 'SHORTLISTED'];

/** The refusal for a proposal that does not exist or must not be known. */
export const noProposal = () => notFound('There is no such proposal.', 'proposalId');

type Needs = Pick<ProjectsContext, 'proposals'>;

/** A proposal that the viewer has sent; one that they have received is refused as it may be known. */
export async function findSentProposal(
  { proposals }: Needs,
  viewerId: string,
  proposalId: string,
): Promise<Result<Proposal, NotFound | NotPermitted>> {
  const proposal = await proposals.load(proposalId);
  if (proposal === null) return noProposal();
  if (proposal.freelancerId === viewerId) return done(proposal);
  return notPermitted('Only who has sent a proposal can do this.', 'proposalId');
}

/** A proposal that the viewer has received as a client; one that they have sent is refused as it may be known. */
export async function findReceivedProposal(
  { proposals }: Needs,
  viewerId: string,
  proposalId: string,
): Promise<Result<Proposal & { readonly freelancerId: string }, NotFound | NotPermitted>> {
  const proposal = await proposals.load(proposalId);
  if (proposal === null || proposal.freelancerId === null) return noProposal();
  const { freelancerId } = proposal;
  if (freelancerId !== viewerId) return done({ ...proposal, freelancerId });
  return notPermitted('Only the client of the project can do this.', 'proposalId');
}
