import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, ProposalResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { acceptProposal } from '../operations/proposals/accept-proposal.ts';
import { rejectProposal, shortlistProposal, unshortlistProposal } from '../operations/proposals/decide-proposal.ts';
import { listReadableResumes } from '../operations/proposals/list-readable-resumes.ts';
import { submitProposal } from '../operations/proposals/submit-proposal.ts';
import { updateProposal } from '../operations/proposals/update-proposal.ts';
import { withdrawProposal } from '../operations/proposals/withdraw-proposal.ts';
import { readAgain } from './payload.ts';
import { withAccess } from './projects.ts';

export const proposalQueries: Pick<QueryResolvers, 'proposal' | 'proposalsCursor' | 'mayReadResumes'> = {
  proposal: (_, { id }, { proposals }) => proposals.load(id),
  async proposalsCursor(_, __, { caller, streams, repository, proposalPosition }) {
    return streams.cursor(repository.proposalLog, viewerOf(caller), await proposalPosition.read());
  },
  mayReadResumes: async (_, { resumeIds, viewerId }, context) => [
    ...(await listReadableResumes(context, viewerId, resumeIds)),
  ],
};

type Mutations =
  | 'submitProposal'
  | 'updateProposal'
  | 'withdrawProposal'
  | 'shortlistProposal'
  | 'unshortlistProposal'
  | 'rejectProposal'
  | 'acceptProposal';

export const proposalMutations: Pick<MutationResolvers, Mutations> = {
  async submitProposal(_, { input }, context) {
    const { isReplay, ...result } = await submitProposal(context, input);
    const id = result.ok ? { ok: true as const, value: result.value.proposalId } : result;
    return { ...(await readAgain('proposal', context.proposals, id)), isReplay };
  },
  async updateProposal(_, { input }, context) {
    const result = await updateProposal(context, input);
    if (result.ok) context.files.clear(result.value);
    return readAgain('proposal', context.proposals, result);
  },
  withdrawProposal: async (_, { input }, context) =>
    readAgain('proposal', context.proposals, await withdrawProposal(context, input)),
  shortlistProposal: async (_, { input }, context) =>
    readAgain('proposal', context.proposals, await shortlistProposal(context, input)),
  unshortlistProposal: async (_, { input }, context) =>
    readAgain('proposal', context.proposals, await unshortlistProposal(context, input)),
  rejectProposal: async (_, { input }, context) =>
    readAgain('proposal', context.proposals, await rejectProposal(context, input)),
  async acceptProposal(_, { input }, context) {
    const { isReplay, ...result } = await acceptProposal(context, input);
    const id = result.ok ? { ok: true as const, value: result.value.proposalId } : result;
    const contract = result.ok ? await context.contracts.load(result.value.contractId) : null;
    return { ...(await readAgain('proposal', context.proposals, id)), contract, isReplay };
  },
};

const proposal: ProposalResolvers = {
  __resolveReference: ({ id }, { proposals }) => proposals.load(id),
  project: ({ projectId }, _, { projects }) => projects.load(projectId),
  freelancer: ({ freelancerId }) => (freelancerId === null ? null : { id: freelancerId }),
  bid: ({ bid, currency }) => ({ amount: bid, currency }),
  milestones: ({ milestones, currency }) =>
    milestones.map(({ title, amount, dueAt }) => ({
      title,
      amount: { amount: BigInt(amount), currency },
      dueAt: dueAt === null ? null : new Date(dueAt),
    })),
  attachments: async ({ id }, _, context) => (await context.files.load(id)).map(withAccess(context)),
  resume: ({ resumeId }) => (resumeId === null ? null : { id: resumeId }),
  contract: ({ id }, _, { contractsOfProposals }) => contractsOfProposals.load(id),
};

export const proposalEntities: Pick<Resolvers, 'Proposal'> = { Proposal: proposal };
