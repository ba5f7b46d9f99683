import { createCompleteLoader } from '../../../runtime/database/complete-loader.ts';
import { createLoader, groupedBy } from '../../../runtime/database/loader.ts';
import { createPageLoader } from '../../../runtime/database/page-loader.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { ContractLoaders } from '../context.ts';
import type { Contract, ContractReview, ContractViewer, ProjectsRepository } from '../repository/index.ts';
import { perChoice } from './per-choice.ts';

const CONTRACTS = createPaging({
  name: 'projects.contracts',
  key: [cursorPart.text],
  keyOf: ({ id }: Contract) => [id],
});
const REVIEWS = createPaging({
  name: 'projects.reviews',
  key: [cursorPart.text],
  keyOf: ({ id }: ContractReview) => [id],
});

/** The loaders of contracts of one answer, scoped to its viewer; a visitor's id is empty. */
export const contractLoaders = (repository: ProjectsRepository, viewer: ContractViewer): ContractLoaders => ({
  contracts: createLoader((ids) => repository.visibleContracts(viewer, ids)),
  contractsOfProjects: createLoader((ids) => repository.contractsOfProjects(viewer.id, ids)),
  contractsOfProposals: createLoader((ids) => repository.contractsOfProposals(viewer.id, ids)),
  contractsOfPeople: perChoice((choice) =>
    createPageLoader(CONTRACTS, (request) => repository.contractPages(choice, request)),
  ),
  milestones: createLoader((ids) => repository.visibleMilestones(viewer, ids)),
  milestonesOfContracts: createCompleteLoader(async (ids) =>
    groupedBy(ids, await repository.milestonesOf(ids), ({ contractId }) => contractId),
  ),
  movesByKind: createLoader((ids) => repository.kindsOfMoves(ids)),
  pendingPayments: createLoader((ids) => repository.pendingPayments(ids)),
  disputes: createLoader((ids) => repository.visibleDisputes(viewer, ids)),
  disputesOfMilestones: createLoader((ids) => repository.disputesOfMilestones(ids)),
  reviews: createLoader((ids) => repository.visibleReviews(viewer.id, ids)),
  reviewsOfPeople: perChoice((role) =>
    createPageLoader(REVIEWS, (request) => repository.reviewPages(viewer.id, role, request)),
  ),
  reviewsOfContracts: createCompleteLoader(async (ids) =>
    groupedBy(ids, await repository.reviewsOfContracts(viewer.id, ids), ({ contractId }) => contractId),
  ),
});
