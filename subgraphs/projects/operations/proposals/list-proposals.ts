import type { Connection, PageArguments } from '../../../../runtime/operations/connection.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Proposal, ProposalState } from '../../repository/index.ts';

const STATES: readonly ProposalState[] = ['SUBMITTED', 'SHORTLISTED', 'ACCEPTED', 'REJECTED'];

/** What a person has sent; null for everybody but themself. */
export async function listSentProposals(
  { caller, sentProposals }: Pick<ProjectsContext, 'caller' | 'sentProposals'>,
  userId: string,
  page: PageArguments,
): Promise<Connection<Proposal> | null> {
  if (caller.viewerId !== userId) return null;
  return sentProposals.load(userId, page);
}

/** What a project of the viewer has received, in one of the states; null for the projects of others. */
export async function listReceivedProposals(
  { caller, proposalsOfProjects }: Pick<ProjectsContext, 'caller' | 'proposalsOfProjects'>,
  project: { readonly id: string; readonly clientId: string | null },
  states: readonly ProposalState[] | null,
  page: PageArguments,
): Promise<Connection<Proposal> | null> {
  if (caller.viewerId === null || caller.viewerId !== project.clientId) return null;
  const listedStates =
    states === null || states.length === 0 ? STATES : STATES.filter((state) => states.includes(state));
  return proposalsOfProjects(listedStates).load(project.id, page);
}
