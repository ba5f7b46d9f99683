import type { MediaModerationResolvers, ModerationCaseResolvers, ReportResolvers } from '../generated.ts';
import { mayReadDetails } from '../operations/may-read.ts';

const person = (id: string | null) => (id === null ? null : { id });

/** Fields of a case. What only moderators see is null for whom it concerns. */
export const moderationCase: ModerationCaseResolvers = {
  __resolveReference: ({ id }, { cases }) => cases.load(id),
  owner: ({ ownerId }) => person(ownerId),
  content: ({ id, sealedCopy }, _, { copies }) => (sealedCopy === null ? null : copies.open(id, sealedCopy)),
  isUrgent: ({ priority }) => priority === 0,
  reportCount: (parent, _, { caller }) => (mayReadDetails(caller, parent) ? parent.reportCount : null),
  reports: async (parent, page, { caller, reportsOfCases }) =>
    mayReadDetails(caller, parent) ? reportsOfCases.load(parent.id, page) : null,
  claimedBy: (parent, _, { caller, now }) => person(claimOf(parent, caller, now())?.by ?? null),
  claimedUntil: (parent, _, { caller, now }) => claimOf(parent, caller, now())?.until ?? null,
  decision({ decisionId, decision, reason, until, decidedAt, ...parent }, _, { caller }) {
    if (decisionId === null || decision === null || decidedAt === null) return null;
    const decidedBy = mayReadDetails(caller, parent) ? person(parent.decidedBy) : null;
    return { id: decisionId, decision, reason, until, decidedAt, decidedBy };
  },
  appeal: ({ appealedAt, appealText, appealOutcome, appealReason, appealDecidedAt }) =>
    appealedAt === null
      ? null
      : {
          ...{ text: appealText, createdAt: appealedAt, outcome: appealOutcome },
          ...{ reason: appealReason, decidedAt: appealDecidedAt },
        },
};

type Caller = Parameters<typeof mayReadDetails>[0];
type Claimed = Parameters<typeof mayReadDetails>[1] & {
  readonly claimedBy: string | null;
  readonly claimedUntil: Date | null;
};

/** The claim that holds now. */
const claimOf = (parent: Claimed, caller: Caller, now: Date) => {
  const { claimedBy: by, claimedUntil: until } = parent;
  return by !== null && until !== null && until > now && mayReadDetails(caller, parent) ? { by, until } : null;
};

/** Fields of a report; whoever reads one is the reporter, or a moderator who reads its case. */
export const report: ReportResolvers = {
  __resolveReference: ({ id }, { reports }) => reports.load(id),
  reporter: ({ reporterId }) => person(reporterId),
};

/** What moderation adds to what media shows of a file. */
export const mediaModeration: MediaModerationResolvers = {
  __resolveReference: ({ fileId }) => ({ id: fileId }),
  fileId: ({ id }) => id,
  async appeal({ id }, _, { decidedCases }) {
    const decided = await decidedCases.load(id);
    return decided?.appealedAt == null ? null : { state: decided.appealOutcome ?? ('OPEN' as const) };
  },
};
