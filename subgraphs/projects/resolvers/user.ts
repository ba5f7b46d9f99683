import type { UserResolvers } from '../generated.ts';
import { listSentProposals } from '../operations/proposals/list-proposals.ts';

type Fields = 'projects' | 'proposals' | 'clientRating' | 'freelancerRating';

/** What this domain adds to people. */
export const userMarket: Pick<UserResolvers, Fields> = {
  projects: ({ id }, page, { projectsOfClients }) => projectsOfClients.load(id, page),
  proposals: ({ id }, page, context) => listSentProposals(context, id, page),
  clientRating: ({ id }, _, { clientRatings }) => clientRatings.load(id),
  freelancerRating: ({ id }, _, { freelancerRatings }) => freelancerRatings.load(id),
};
