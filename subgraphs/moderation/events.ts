import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';

export {
  type ContentDecision,
  contentHidden,
  contentRemoved,
  contentRestored,
} from '../../runtime/moderation/content-events.ts';

/** Type of the notifications of moderation. */
export const moderationType = {
  name: 'MODERATION',
  description: 'Decisions about what the viewer has published or reported.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'moderation', de: 'Moderation', ru: 'модерация' },
} as const satisfies NotificationTypeDefinition;

/** Values of placeholders hold one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** A moderator has decided a case. */
export interface CaseDecided {
  readonly caseId: string;
  readonly subjectId: string;
  /** Value of the enum `ModerationSubjectKind`. */
  readonly kind: string;
  readonly decision: 'NONE' | 'HIDE' | 'REMOVE' | 'WARN' | 'SUSPEND';
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  /** For the owner to read; empty when they have deleted their account since. */
  readonly reason: string;
  /** When a suspension ends, ISO 8601 in UTC; null when it is permanent, and for other decisions. Absent before there was it. */
  readonly until?: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Decisions of which the owner is notified by this event: a warning has one of its own. */
const NOTIFIED_DECISIONS: ReadonlySet<string> = new Set(['HIDE', 'REMOVE', 'SUSPEND']);

/** Published once for each case that is decided. */
export const caseDecided = defineEvent<CaseDecided>('moderation.case-decided', {
  notifies: {
    type: moderationType,
    audience: ({ ownerId, decision }) =>
      ownerId === null || !NOTIFIED_DECISIONS.has(decision) ? [] : [{ kind: 'USERS', userIds: [ownerId] }],
    subjects: [{ type: 'ModerationCase', id: ({ caseId }) => caseId }],
    template: ({ decision }) =>
      NOTIFIED_DECISIONS.has(decision)
        ? `moderation.case-decided.${decision.toLowerCase()}`
        : 'moderation.case-decided',
    values: ({ reason, until }) => ({
      reason: oneLine(reason),
      ...(until == null ? {} : { until: until.slice(0, 'YYYY-MM-DD'.length) }),
    }),
  },
});

/** A moderator has warned a person. */
export interface PersonWarned {
  readonly userId: string;
  readonly caseId: string;
  readonly subjectId: string;
  /** For the person to read; empty when they have deleted their account since. */
  readonly reason: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per warning. */
export const personWarned = defineEvent<PersonWarned>('moderation.person-warned', {
  notifies: {
    type: moderationType,
    audience: ({ userId }) => [{ kind: 'USERS', userIds: [userId] }],
    subjects: [{ type: 'ModerationCase', id: ({ caseId }) => caseId }],
    values: ({ reason }) => ({ reason: oneLine(reason) }),
  },
});

/** A moderator has suspended a person. */
export interface PersonSuspended {
  readonly userId: string;
  readonly caseId: string;
  /** For the person to read; empty when they have deleted their account since. */
  readonly reason: string;
  /** ISO 8601 in UTC; null when it is permanent. */
  readonly until: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per suspension by a moderator. The auth domain suspends the account. */
export const personSuspended = defineEvent<PersonSuspended>('moderation.person-suspended', {
  notifies: false,
  reason: 'The person is notified of the decision, and of the security event SUSPENDED.',
});

/** A suspension was taken back after an appeal. */
export interface PersonRestored {
  readonly userId: string;
  /** The case whose suspension ends. */
  readonly caseId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once. The auth domain lifts the suspension if it is the one of that case. */
export const personRestored = defineEvent<PersonRestored>('moderation.person-restored', {
  notifies: false,
  reason: 'The person is notified of what became of their appeal.',
});

/** A case that people have reported is decided. What was decided is not disclosed to them. */
export interface ReportsReviewed {
  readonly caseId: string;
  /** At most 500 people: a case with more reporters has several of these events. */
  readonly reporterIds: readonly string[];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published with `caseDecided`, for the people who have reported. */
export const reportsReviewed = defineEvent<ReportsReviewed>('moderation.reports-reviewed', {
  notifies: {
    type: moderationType,
    audience: ({ reporterIds }) => [{ kind: 'USERS', userIds: reporterIds }],
  },
});

/** What became of an appeal against a decision. */
export interface AppealDecided {
  readonly caseId: string;
  readonly outcome: 'UPHELD' | 'OVERTURNED';
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  /** For the owner to read; empty when they have deleted their account since. */
  readonly reason: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per appeal. */
export const appealDecided = defineEvent<AppealDecided>('moderation.appeal-decided', {
  notifies: {
    type: moderationType,
    audience: ({ ownerId }) => (ownerId === null ? [] : [{ kind: 'USERS', userIds: [ownerId] }]),
    subjects: [{ type: 'ModerationCase', id: ({ caseId }) => caseId }],
    template: ({ outcome }) => `moderation.appeal-decided.${outcome.toLowerCase()}`,
    values: ({ reason }) => ({ reason: oneLine(reason) }),
  },
});

/** Durable log of the cases that begin to wait for a decision, for all moderators. */
export const CASES_LOG = { name: 'moderation.cases' } as const;
