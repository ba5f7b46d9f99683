import type { ProjectsContext } from '../context.ts';
import type { ContractDisputeResolvers, MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { listDisputes } from '../operations/disputes/list-disputes.ts';
import { openDispute } from '../operations/disputes/open-dispute.ts';
import { resolveDispute } from '../operations/disputes/resolve-dispute.ts';
import { respondToDispute } from '../operations/disputes/respond-to-dispute.ts';
import { contractFiles } from './contract-files.ts';
import { changedPayload, keyedPayload } from './contract-payload.ts';

export const disputeQueries: Pick<QueryResolvers, 'contractDisputes'> = {
  contractDisputes: (_, filter, context) => listDisputes(context, filter),
};

const NOTHING = { dispute: null };

/** The dispute of a change as it is now. */
const readDispute =
  ({ disputes, contracts, milestonesOfContracts }: ProjectsContext) =>
  async ({ disputeId, contractId }: { readonly disputeId: string; readonly contractId: string }) => {
    contracts.clear(contractId);
    milestonesOfContracts.clear(contractId);
    disputes.clear(disputeId);
    return { dispute: await disputes.load(disputeId) };
  };

export const disputeMutations: Pick<MutationResolvers, 'openDispute' | 'respondToDispute' | 'resolveDispute'> = {
  openDispute: async (_, { input }, context) =>
    changedPayload(await openDispute(context, input), NOTHING, readDispute(context)),
  respondToDispute: async (_, { input }, context) =>
    changedPayload(await respondToDispute(context, input), NOTHING, readDispute(context)),
  resolveDispute: async (_, { input }, context) =>
    keyedPayload(await resolveDispute(context, input), NOTHING, readDispute(context)),
};

const dispute: ContractDisputeResolvers = {
  __resolveReference: ({ id }, { disputes }) => disputes.load(id),
  contract: ({ contractId }, _, { contracts }) => contracts.load(contractId),
  openedBy: ({ openedRole }) => openedRole,
  milestone: ({ milestoneId }, _, { milestones }) => milestones.load(milestoneId),
  evidence: ({ contractId, evidenceIds }, _, context) => contractFiles(context, contractId, evidenceIds),
  responseEvidence: ({ contractId, responseEvidenceIds }, _, context) =>
    contractFiles(context, contractId, responseEvidenceIds),
  toFreelancer: async ({ contractId, toFreelancer }, _, { contracts }) => {
    const contract = toFreelancer === null ? null : await contracts.load(contractId);
    return toFreelancer === null || contract === null ? null : { amount: toFreelancer, currency: contract.currency };
  },
  toClient: async ({ contractId, toClient }, _, { contracts }) => {
    const contract = toClient === null ? null : await contracts.load(contractId);
    return toClient === null || contract === null ? null : { amount: toClient, currency: contract.currency };
  },
};

/** Disputes of the contract. */
export const disputeEntities: Pick<Resolvers, 'ContractDispute'> = { ContractDispute: dispute };
