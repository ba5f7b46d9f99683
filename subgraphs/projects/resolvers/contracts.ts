import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ContractEvent, ProjectsContext } from '../context.ts';
import type {
  ContractResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
} from '../generated.ts';
import { nextContractStates, roleIn } from '../operations/contracts/contract-state.ts';
import { endContract } from '../operations/contracts/end-contract.ts';
import { followContract } from '../operations/contracts/follow-contract.ts';
import { pauseContract, resumeContract } from '../operations/contracts/pause-contract.ts';
import { totalsOf } from '../operations/contracts/totals.ts';
import { daysAfter } from '../operations/milestones/clocks.ts';
import { REVIEW_DAYS } from '../operations/reviews/review-contract.ts';
import { changedPayload, keyedPayload } from './contract-payload.ts';

export const contractQueries: Pick<QueryResolvers, 'contract' | 'contracts'> = {
  contract: (_, { id }, { contracts }) => contracts.load(id),
  contracts: (_, { role = null, state = null, ...page }, { caller, contractsOfPeople }) =>
    contractsOfPeople({ role, state }).load(viewerOf(caller), page),
};

/** The contract of a change as it is now. */
const readContract = async ({ contractId }: { readonly contractId: string }, { contracts }: ProjectsContext) => {
  contracts.clear(contractId);
  return { contract: await contracts.load(contractId) };
};

const NOTHING = { contract: null };

export const contractMutations: Pick<MutationResolvers, 'endContract' | 'pauseContract' | 'resumeContract'> = {
  endContract: async (_, { input }, context) =>
    keyedPayload(await endContract(context, input), NOTHING, (ids) => readContract(ids, context)),
  pauseContract: async (_, { input }, context) =>
    changedPayload(await pauseContract(context, input), NOTHING, (ids) => readContract(ids, context)),
  resumeContract: async (_, { input }, context) =>
    changedPayload(await resumeContract(context, input), NOTHING, (ids) => readContract(ids, context)),
};

export const contractSubscriptions: Pick<SubscriptionResolvers, 'contractUpdated'> = {
  contractUpdated: {
    subscribe: (_, { contractId, after }, context) => followContract(context, contractId, after),
    resolve: async ({ cursor, resyncRequired, entry }: ContractEvent, _: unknown, { contracts }: ProjectsContext) => ({
      ...{ cursor, resyncRequired },
      contract: entry === null ? null : await contracts.load(entry.contractId),
    }),
  },
};

const contract: ContractResolvers = {
  __resolveReference: ({ id }, { contracts }) => contracts.load(id),
  project: ({ projectId }, _, { projects }) => projects.load(projectId),
  client: ({ clientId }) => (clientId === null ? null : { id: clientId }),
  freelancer: ({ freelancerId }) => (freelancerId === null ? null : { id: freelancerId }),
  milestones: async ({ id }, _, { milestonesOfContracts }) => [...(await milestonesOfContracts.load(id))],
  totals: async ({ id, currency }, _, { milestonesOfContracts }) =>
    totalsOf(await milestonesOfContracts.load(id), currency),
  reviews: async ({ id }, _, { reviewsOfContracts }) => [...(await reviewsOfContracts.load(id))],
  reviewBy: ({ endedAt }) => (endedAt === null ? null : daysAfter(endedAt, REVIEW_DAYS)),
  nextStates: async (parent, _, { caller, milestonesOfContracts }) => {
    const milestones = await milestonesOfContracts.load(parent.id);
    return [...nextContractStates({ contract: parent, milestones }, roleIn(parent, caller.viewerId))];
  },
  cursor: (parent, _, { caller, streams, repository }) =>
    roleIn(parent, caller.viewerId) === null
      ? null
      : streams.cursor(repository.contractLog, parent.id, Number(parent.sequence)),
};

export const contractEntities: Pick<Resolvers, 'Contract'> = { Contract: contract };
