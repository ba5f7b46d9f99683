import DataLoader from 'dataloader';
import { createLoader, groupedBy, MAX_BATCH_SIZE } from '../../../runtime/database/loader.ts';
import { createPageLoader, type PageLoader } from '../../../runtime/database/page-loader.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { ContractLoaders } from '../context.ts';
import type { Contract, ContractReview, ContractViewer, ProjectsRepository } from '../repository/index.ts';

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

/** One loader of pages for each choice of what is listed, made when it is first asked for. */
function perChoice<Choice, Row>(create: (choice: Choice) => PageLoader<Row>): (choice: Choice) => PageLoader<Row> {
  const loaders = new Map<string, PageLoader<Row>>();
  return (choice) => {
    const name = JSON.stringify(choice);
    const loader = loaders.get(name) ?? create(choice);
    loaders.set(name, loader);
    return loader;
  };
}

/** As `createLoader`, of what each id has. */
const createListLoader = <Row>(read: (ids: readonly string[]) => Promise<readonly Row[]>) =>
  new DataLoader<string, Row>(read, { maxBatchSize: MAX_BATCH_SIZE });

/** The loaders of contracts of one answer, scoped to its viewer; a visitor's id is empty. */
export const contractLoaders = (repository: ProjectsRepository, viewer: ContractViewer): ContractLoaders => ({
  contracts: createLoader((ids) => repository.visibleContracts(viewer, ids)),
  contractsOfProjects: createLoader((ids) => repository.contractsOfProjects(viewer.id, ids)),
  contractsOfProposals: createLoader((ids) => repository.contractsOfProposals(viewer.id, ids)),
  contractsOfPeople: perChoice((choice) =>
    createPageLoader(CONTRACTS, (request) => repository.contractPages(choice, request)),
  ),
  milestones: createLoader((ids) => repository.visibleMilestones(viewer, ids)),
  milestonesOfContracts: createListLoader(async (ids) =>
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
  reviewsOfContracts: createListLoader(async (ids) =>
    groupedBy(ids, await repository.reviewsOfContracts(viewer.id, ids), ({ contractId }) => contractId),
  ),
});
