import type { ProjectsContext } from '../context.ts';
import type { ContractReviewResolvers, MutationResolvers, Resolvers, UserResolvers } from '../generated.ts';
import { reviewContract } from '../operations/reviews/review-contract.ts';
import { changedPayload } from './contract-payload.ts';

export const reviewMutations: Pick<MutationResolvers, 'reviewContract'> = {
  reviewContract: async (_, { input }, context: ProjectsContext) =>
    changedPayload(await reviewContract(context, input), { review: null }, async ({ reviewId }) => ({
      review: await context.reviews.load(reviewId),
    })),
};

const review: ContractReviewResolvers = {
  __resolveReference: ({ id }, { reviews }) => reviews.load(id),
  contract: ({ contractId }, _, { contracts }) => contracts.load(contractId),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  subject: ({ subjectId }) => (subjectId === null ? null : { id: subjectId }),
  role: ({ subjectRole }) => subjectRole,
  privateNote: ({ authorId, privateNote }, _, { caller }) =>
    authorId !== null && authorId === caller.viewerId ? privateNote : null,
  isShown: ({ shownAt }) => shownAt !== null,
};

/** Reviews of the contract. */
export const reviewEntities: Pick<Resolvers, 'ContractReview'> = { ContractReview: review };

/** What contracts add to people. */
export const contractPerson: Pick<UserResolvers, 'contracts' | 'contractReviews'> = {
  contracts: ({ id }, { role = null, state = null, ...page }, { viewerKey, contractsOfPeople }) =>
    id === viewerKey ? contractsOfPeople({ role, state }).load(id, page) : null,
  contractReviews: ({ id }, { role = null, ...page }, { reviewsOfPeople }) => reviewsOfPeople(role).load(id, page),
};
