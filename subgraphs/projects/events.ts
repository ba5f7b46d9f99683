import { defineEvent } from '../../runtime/events/event-type.ts';
import type { Audience, NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { formatDecimal } from '../../runtime/money/decimal.ts';
import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';
import { defineWork } from '../../runtime/work/work-type.ts';

const CHANNELS = ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'] as const;

/** Type of the notifications of proposals. */
export const proposalType = {
  name: 'PROPOSAL',
  description: 'Proposals to projects of the viewer, and what became of those of the viewer.',
  channels: CHANNELS,
  labels: { en: 'proposals', de: 'Angebote', ru: 'отклики' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of projects. */
export const projectType = {
  name: 'PROJECT',
  description: 'Invitations to projects, questions about them, and their answers.',
  channels: CHANNELS,
  labels: { en: 'projects', de: 'Projekte', ru: 'проекты' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `alertMatched`. */
export const alertType = {
  name: 'PROJECT_ALERT',
  description: 'A new project matches a search that the viewer has saved.',
  channels: CHANNELS,
  labels: { en: 'project alerts', de: 'Projektsuchen', ru: 'подписки на проекты' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of contracts. */
export const contractType = {
  name: 'CONTRACT',
  description: 'Contracts of the viewer, their milestones and disputes.',
  channels: CHANNELS,
  labels: { en: 'contracts', de: 'Verträge', ru: 'контракты' },
} as const satisfies NotificationTypeDefinition;

/** Nobody is notified who has deleted their account. */
const audienceOf = (userId: string | null, actorId: string | null): readonly Audience[] => {
  if (userId === null) return [];
  return [{ kind: 'USERS', userIds: [userId], ...(actorId === null ? {} : { actorId }) }];
};

const ofProject = [{ type: 'Project', id: ({ projectId }: { readonly projectId: string }) => projectId }];
const ofProposal = [{ type: 'Proposal', id: ({ proposalId }: { readonly proposalId: string }) => proposalId }];
const ofContract = [{ type: 'Contract', id: ({ contractId }: { readonly contractId: string }) => contractId }];

/** What happened to a project of a client, and when. */
export interface ProjectFact {
  readonly projectId: string;
  readonly clientId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once when a project is opened for proposals first. */
export const projectOpened = defineEvent<ProjectFact>('projects.project-opened', {
  notifies: false,
  reason: 'Its client did it; who looks for such projects is notified by `alertMatched`.',
});

/** A project that takes no more work. */
export interface ProjectClosed extends Omit<ProjectFact, 'clientId'> {
  /** Null for who has deleted their account. */
  readonly clientId: string | null;
  readonly status: 'COMPLETED' | 'CANCELLED';
}

/** Published once when a project is completed or cancelled. */
export const projectClosed = defineEvent<ProjectClosed>('projects.project-closed', {
  notifies: false,
  reason: 'The two of its contract are notified of that, and bidders see it beside their proposals.',
});

/** A proposal, and the two who know of it. */
export interface ProposalFact extends ProjectFact {
  readonly proposalId: string;
  readonly freelancerId: string;
}

/** Published once for each proposal. */
export const proposalSubmitted = defineEvent<ProposalFact>('projects.proposal-submitted', {
  notifies: {
    type: proposalType,
    audience: ({ clientId, freelancerId }) => audienceOf(clientId, freelancerId),
    subjects: ofProposal,
    group: ({ projectId }) => `${projectId}:proposals`,
  },
});

const toFreelancer = ({ clientId, freelancerId }: ProposalFact) => audienceOf(freelancerId, clientId);

/** Published once when a proposal is accepted; its contract is opened with it. */
export const proposalAccepted = defineEvent<ProposalFact>('projects.proposal-accepted', {
  notifies: { type: proposalType, audience: toFreelancer, subjects: ofProposal },
});

/** Published once when a proposal is rejected. */
export const proposalRejected = defineEvent<ProposalFact>('projects.proposal-rejected', {
  notifies: { type: proposalType, audience: toFreelancer, subjects: ofProposal },
});

/** Published when a proposal is shortlisted; while that is unread, not shown again. */
export const proposalShortlisted = defineEvent<ProposalFact>('projects.proposal-shortlisted', {
  notifies: {
    type: proposalType,
    audience: toFreelancer,
    subjects: ofProposal,
    group: ({ proposalId }) => `${proposalId}:shortlisted`,
  },
});

/** Freelancers whom a client has invited. */
export interface Invited extends ProjectFact {
  readonly userIds: readonly string[];
}

/** Published when people are invited to a project, once for each of them. */
export const invited = defineEvent<Invited>('projects.invited', {
  notifies: {
    type: projectType,
    audience: ({ userIds, clientId }) => [{ kind: 'USERS', userIds, actorId: clientId }],
    subjects: ofProject,
  },
});

/** A question about a project. */
export interface QuestionFact extends ProjectFact {
  readonly questionId: string;
  readonly authorId: string;
}

/** Published once for each question. */
export const questionAsked = defineEvent<QuestionFact>('projects.question-asked', {
  notifies: {
    type: projectType,
    audience: ({ clientId, authorId }) => audienceOf(clientId, authorId),
    subjects: ofProject,
    group: ({ projectId }) => `${projectId}:questions`,
  },
});

/** Published when a question is answered first. */
export const questionAnswered = defineEvent<QuestionFact>('projects.question-answered', {
  notifies: {
    type: projectType,
    audience: ({ clientId, authorId }) => audienceOf(authorId, clientId),
    subjects: ofProject,
    group: ({ projectId }) => `${projectId}:answers`,
  },
});

/** A new project that people have looked for. */
export interface AlertMatched {
  readonly projectId: string;
  /** Whose searches found it; each person is named once for a project. */
  readonly userIds: readonly string[];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published for a new project and some of those whose saved searches found it. */
export const alertMatched = defineEvent<AlertMatched>('projects.alert-matched', {
  notifies: {
    type: alertType,
    audience: ({ userIds }) => [{ kind: 'USERS', userIds }],
    subjects: ofProject,
  },
});

/** A contract, and its two parties. */
export interface ContractFact {
  readonly contractId: string;
  readonly projectId: string;
  /** Null for who has deleted their account. */
  readonly clientId: string | null;
  /** Null for who has deleted their account. */
  readonly freelancerId: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

const toBoth = ({ clientId, freelancerId }: ContractFact) => [
  ...audienceOf(clientId, freelancerId),
  ...audienceOf(freelancerId, clientId),
];

/** Published once when a proposal is accepted. The two may write to each other from then on. */
export const contractOpened = defineEvent<ContractFact>('projects.contract-opened', {
  notifies: {
    type: contractType,
    // The freelancer is notified of the accepted proposal.
    audience: ({ clientId, freelancerId }) => audienceOf(clientId, freelancerId),
    subjects: ofContract,
  },
});

/** A contract that is over. */
export interface ContractEnded extends ContractFact {
  readonly state: 'COMPLETED' | 'CANCELLED';
}

/** Published once when a contract is completed or cancelled. */
export const contractEnded = defineEvent<ContractEnded>('projects.contract-ended', {
  notifies: { type: contractType, audience: toBoth, subjects: ofContract },
});

/** A milestone of a contract, and an amount. */
export interface MilestoneFact extends ContractFact {
  readonly milestoneId: string;
  /** In minor units of the currency. */
  readonly amount: string;
  /** An ISO 4217 code. */
  readonly currency: string;
}

/** An amount as templates show it: `12.50 EUR`. */
const valuesOf = ({ amount, currency }: MilestoneFact) => ({
  amount: `${formatDecimal({ amount: BigInt(amount), currency })} ${currency}`,
});

const aboutMilestones = { type: contractType, subjects: ofContract, values: valuesOf };
const toContractor = ({ clientId, freelancerId }: ContractFact) => audienceOf(freelancerId, clientId);
const toPayer = ({ clientId, freelancerId }: ContractFact) => audienceOf(clientId, freelancerId);

/** Published once when the price of a milestone is in escrow. */
export const milestoneFunded = defineEvent<MilestoneFact>('projects.milestone-funded', {
  isAboutMoney: true,
  notifies: { ...aboutMilestones, audience: toContractor },
});

/** Published whenever work is submitted. */
export const milestoneSubmitted = defineEvent<MilestoneFact>('projects.milestone-submitted', {
  notifies: { ...aboutMilestones, audience: toPayer },
});

/** Published once when submitted work is approved, by the client or by time. */
export const milestoneApproved = defineEvent<MilestoneFact>('projects.milestone-approved', {
  isAboutMoney: true,
  notifies: { ...aboutMilestones, audience: toContractor },
});

/** Published once when the freelancer has been paid. */
export const milestoneReleased = defineEvent<MilestoneFact>('projects.milestone-released', {
  isAboutMoney: true,
  notifies: { ...aboutMilestones, audience: toContractor },
});

/** Published once when the client got back what was in escrow. */
export const milestoneRefunded = defineEvent<MilestoneFact>('projects.milestone-refunded', {
  isAboutMoney: true,
  notifies: { ...aboutMilestones, audience: toBoth },
});

/** A dispute about a milestone. */
export interface DisputeFact extends MilestoneFact {
  readonly disputeId: string;
}

/** Published once when a dispute is opened; both clocks of the milestone stop. */
export const contractDisputeOpened = defineEvent<DisputeFact>('projects.dispute-opened', {
  isAboutMoney: true,
  notifies: { ...aboutMilestones, audience: toBoth },
});

/** Published once when a dispute is decided. */
export const contractDisputeResolved = defineEvent<DisputeFact>('projects.dispute-resolved', {
  isAboutMoney: true,
  notifies: { ...aboutMilestones, audience: toBoth },
});

/** People may no longer read files of projects and proposals, because they may no longer see these. */
export const filesWithheld = fileAccessEnded('projects');

/** They may read them again. */
export const filesShownAgain = fileAccessRestored('projects');

/** Durable log of each project's changes. The key is the project's id. */
export const PROJECT_LOG = { name: 'projects.projects' } as const;

/** Durable log of the proposals that a client receives. The key is the client's id. */
export const PROPOSAL_LOG = { name: 'projects.proposals' } as const;

/** Durable log of each contract's changes. The key is the contract's id. */
export const CONTRACT_LOG = { name: 'projects.contracts' } as const;

/** Notifies those whose saved searches find a new project, some alerts at a time, from an id on. */
export const matchAlerts = defineWork<{ readonly projectId: string; readonly after: string }>('match-project-alerts');
