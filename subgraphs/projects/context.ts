import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { ActionLimits } from './operations/shared/action-limits.ts';
import type { Loader } from './operations/shared/loader.ts';
import type {
  Contract,
  ContractChoice,
  ContractDispute,
  ContractEntry,
  ContractReview,
  ContractRole,
  EscrowMove,
  Milestone,
  Project,
  ProjectAlert,
  ProjectInvitation,
  ProjectQuestion,
  ProjectsRepository,
  ProjectViewer,
  Proposal,
  ProposalState,
  ShownFile,
  UserRating,
} from './repository/index.ts';
import type { ContractSettings } from './settings.ts';

/** What is read about projects and proposals, once a request. */
export interface MarketLoaders {
  /** Projects that the viewer may see. */
  readonly projects: Loader<Project | null>;
  /** How the viewer stands to a project. */
  readonly projectViewers: Loader<ProjectViewer | null>;
  /** Proposals that the viewer has sent, or received as a client. */
  readonly proposals: Loader<Proposal | null>;
  /** By the id of a project: the latest proposal of the viewer. */
  readonly ownProposals: Loader<Proposal | null>;
  /** By the id of the viewer: what they have sent. */
  readonly sentProposals: PageLoader<Proposal>;
  /** By the id of a project of the viewer: proposals in one of these states. */
  readonly proposalsOfProjects: (states: readonly ProposalState[]) => PageLoader<Proposal>;
  /** Questions that the viewer may see. */
  readonly questions: Loader<ProjectQuestion | null>;
  /** By the id of a project that the viewer may see. */
  readonly questionsOfProjects: PageLoader<ProjectQuestion>;
  /** By the id of a project of the viewer. */
  readonly invitationsOfProjects: PageLoader<ProjectInvitation>;
  /** By the id of a person: projects that the viewer may see. */
  readonly projectsOfClients: PageLoader<Project>;
  /** Saved searches of the viewer. */
  readonly alerts: Loader<ProjectAlert | null>;
  /** Files of a project or a proposal. */
  readonly files: Loader<readonly ShownFile[]>;
  /** Whether moderators have hidden a project. */
  readonly hiddenContent: Loader<boolean>;
  /** By the id of a person. */
  readonly clientRatings: Loader<UserRating | null>;
  /** By the id of a person. */
  readonly freelancerRatings: Loader<UserRating | null>;
  /** By the id of a project: the newest sequence of its log. */
  readonly projectPositions: Loader<number>;
}

/** What is read about contracts, once a request. */
export interface ContractLoaders {
  /** Contracts of the viewer; with the scope `finance` all. */
  readonly contracts: Loader<Contract | null>;
  /** By the id of a project: its contract, for its two parties. */
  readonly contractsOfProjects: Loader<Contract | null>;
  /** By the id of a proposal: its contract, for its two parties. */
  readonly contractsOfProposals: Loader<Contract | null>;
  /** By the id of the viewer: contracts of theirs. */
  readonly contractsOfPeople: (choice: ContractChoice) => PageLoader<Contract>;
  /** Milestones of contracts that the viewer may see. */
  readonly milestones: Loader<Milestone | null>;
  /** By the id of a contract that the viewer sees: its milestones in their order. */
  readonly milestonesOfContracts: Loader<readonly Milestone[]>;
  /** By the id of a movement of money: its kind. */
  readonly movesByKind: Loader<EscrowMove['kind'] | null>;
  /** By the id of a milestone: the payment that funds it. */
  readonly pendingPayments: Loader<string | null>;
  /** Disputes that the viewer may see. */
  readonly disputes: Loader<ContractDispute | null>;
  /** By the id of a milestone that the viewer sees: its newest dispute. */
  readonly disputesOfMilestones: Loader<ContractDispute | null>;
  /** Reviews that the viewer may see. */
  readonly reviews: Loader<ContractReview | null>;
  /** By the id of a person, who had this role; any when null: what the viewer may see of it. */
  readonly reviewsOfPeople: (role: ContractRole | null) => PageLoader<ContractReview>;
  /** By the id of a contract: its reviews that the viewer may see. */
  readonly reviewsOfContracts: Loader<readonly ContractReview[]>;
}

/** One event of `contractUpdated`. */
export type ContractEvent = LogEvent<ContractEntry>;

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface ProjectsContext extends MarketLoaders, ContractLoaders {
  readonly caller: Caller;
  /** Null where no request was sent. */
  readonly requestId: string | null;
  /** What contracts cost. */
  readonly settings: ContractSettings;
  /** The id of the viewer; empty for visitors and services, as SQL compares it. */
  readonly viewerKey: string;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly signals: Pick<Signals, 'notify'>;
  readonly ask: CallDomain;
  readonly fileAccess: FileAccess;
  readonly limits: ActionLimits;
  readonly repository: ProjectsRepository;
  /** Where the log of the proposals that the viewer receives stands. */
  readonly proposalPosition: SnapshotPosition<number>;
}
