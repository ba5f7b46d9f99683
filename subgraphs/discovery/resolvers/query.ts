import type { QueryResolvers } from '../generated.ts';
import { listCandidates } from '../operations/list-candidates.ts';
import { ownProfile } from '../operations/own-profile.ts';
import { connectCandidates } from './paging.ts';

export const Query: QueryResolvers = {
  discoveryProfile: (_, __, context) => ownProfile(context),
  discoveryPreferences: (_, __, context) => ownProfile(context),
  async discoveryCandidates(_, { filter, ...page }, context) {
    const { edges, pageInfo } = await connectCandidates(page, (request) => listCandidates(context, filter, request));
    return { pageInfo, edges: edges.map(({ cursor, node: { candidate } }) => ({ cursor, node: candidate })) };
  },
};
