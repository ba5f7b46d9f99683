import type { Logger } from 'pino';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import { createCategoryCopy } from '../../../runtime/categories/category-store.ts';
import type { Sql } from '../../../runtime/database/database.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createSagaStore } from '../../../runtime/sagas/begin-saga.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createAlertStore } from './alerts/alerts.ts';
import { createAlertMatching } from './alerts/match-alerts.ts';
import { createContractLog } from './contracts/contract-log.ts';
import { createContractStore } from './contracts/contracts.ts';
import { createDisputeStore } from './contracts/disputes.ts';
import { createEscrowMoveStore } from './contracts/escrow-moves.ts';
import { createLockedContractStore } from './contracts/locked-contracts.ts';
import { createContractOpening } from './contracts/open-contract.ts';
import { createContractPeopleStore } from './contracts/people.ts';
import { createReviewStore } from './contracts/reviews.ts';
import { createErasureStore } from './erasure.ts';
import { createFileStore } from './files.ts';
import { createModeratedStore } from './moderated-content.ts';
import { createProjectLogs } from './project-logs.ts';
import { createInvitationStore } from './projects/invitations.ts';
import { createProjectChanges } from './projects/project-changes.ts';
import { createProjectLists } from './projects/project-lists.ts';
import { createProjectStore } from './projects/projects.ts';
import { createSavedProjectStore } from './projects/saved-projects.ts';
import { createProposalChanges } from './proposals/proposal-changes.ts';
import { createProposalStore } from './proposals/proposals.ts';
import { createQuestionStore } from './questions/questions.ts';
import { createRatingStore } from './ratings.ts';
import { createProjectSearch } from './search/search-projects.ts';

const createStore = (db: Sql) => ({
  ...createProjectStore(db),
  ...createProjectChanges(db),
  ...createProjectLists(db),
  ...createProjectLogs(db),
  ...createProjectSearch(db),
  ...createSavedProjectStore(db),
  ...createInvitationStore(db),
  ...createProposalStore(db),
  ...createProposalChanges(db),
  ...createQuestionStore(db),
  ...createAlertStore(db),
  ...createAlertMatching(db),
  ...createFileStore(db),
  ...createRatingStore(db),
  ...createModeratedStore(db),
  ...createErasureStore(db),
  ...createContractStore(db),
  ...createContractOpening(db),
  ...createLockedContractStore(db),
  ...createEscrowMoveStore(db),
  ...createDisputeStore(db),
  ...createReviewStore(db),
  ...createContractPeopleStore(db),
  ...createContractLog(db),
  ...createSagaStore(db),
  ...createCategoryCopy(db),
  ...createLogStore(db),
  ...createOutbox(db),
  ...createAuditLog(db),
  ...createWorkQueue(db),
});

export type { AlertDraft, AlertKey, ProjectAlert } from './alerts/alerts.ts';
export type { AlertBatch } from './alerts/match-alerts.ts';
export type { Contract, ContractRole, ContractState, ContractViewer } from './contracts/contract.ts';
export type { ContractDispute, OverdueDispute } from './contracts/contract-dispute.ts';
export type { ContractEntry } from './contracts/contract-log.ts';
export type { ContractReview } from './contracts/contract-review.ts';
export type { ContractChoice } from './contracts/contracts.ts';
export type { EscrowMove, EscrowMoveKind } from './contracts/escrow-move.ts';
export type { LockedContract } from './contracts/locked-contract.ts';
export type { DueMilestone } from './contracts/locked-contracts.ts';
export type { Milestone, MilestoneState } from './contracts/milestone.ts';
export type { ContractDraft, MilestoneDraft } from './contracts/open-contract.ts';
export type { ShownFile } from './files.ts';
export type { ProjectEntry, ProposalEntry } from './project-logs.ts';
export type { ProjectFilter } from './projects/filter-sql.ts';
export type { InvitationKey, ProjectInvitation } from './projects/invitations.ts';
export type { BudgetKind, Project, ProjectStatus, ProjectVisibility } from './projects/project.ts';
export type { ProjectDraft, ProjectFields } from './projects/project-changes.ts';
export type { ProjectSort, RankedProject, RankKey, SavedKey } from './projects/project-lists.ts';
export type { ProjectViewer } from './projects/projects.ts';
export type { Proposal, ProposalState, StoredPart } from './proposals/proposal.ts';
export type { ProposalDraft, ProposalFields } from './proposals/proposal-changes.ts';
export type { ProposalKey } from './proposals/proposals.ts';
export type { ProjectQuestion, QuestionKey } from './questions/questions.ts';
export type { UserRating } from './ratings.ts';
export type { OpenedKey, ProjectSearch } from './search/search-projects.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type ProjectsStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type ProjectsRepository = ReturnType<typeof openProjectsRepository>;

/** Opens the domain's tables; connects when first used. */
export const openProjectsRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({ schema: 'projects', databaseUrl, log, createStore });
