import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { requireModerator } from '../../../runtime/operations/moderators.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { readAuditLog } from '../operations/read-audit-log.ts';

interface Waiting {
  readonly priority: number;
  readonly openedAt: Date;
  readonly id: string;
}

const QUEUE = createPaging({
  name: 'moderation-queue',
  key: [cursorPart.integer, cursorPart.instant, cursorPart.id('mod')],
  keyOf: ({ priority, openedAt, id }: Waiting) => [priority, openedAt.toISOString(), id],
});
const CASES_ABOUT_ME = createPaging({
  name: 'cases-about-me',
  key: [cursorPart.id('mod')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});
const OWN_REPORTS = createPaging({
  name: 'reports',
  key: [cursorPart.id('rpt')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

/** Root fields that read. */
export const query: QueryResolvers = {
  reports: (_, page, { caller, repository }) => {
    const viewerId = viewerOf(caller);
    return OWN_REPORTS.read(page, (request) => repository.reportsBy(viewerId, request));
  },
  moderationQueue: (_, { kind, state, ...page }, { caller, repository }) => {
    const filter = { kind: kind ?? null, state: state ?? null, moderatorId: requireModerator(caller) };
    return QUEUE.read(page, (request) => repository.queue(filter, request));
  },
  moderationCase: (_, { id }, { cases }) => cases.load(id),
  casesAboutMe: (_, page, { caller, repository }) => {
    const viewerId = viewerOf(caller);
    return CASES_ABOUT_ME.read(page, (request) => repository.casesAbout(viewerId, request));
  },
  async moderationCasesCursor(_, __, { caller, streams, caseLog }) {
    requireModerator(caller);
    return streams.cursor(caseLog, WHOLE_LOG, (await caseLog.heads([WHOLE_LOG])).sequences.get(WHOLE_LOG) ?? 0);
  },
  auditLog: (_, { domain, subject, actor, first, after }, context) =>
    readAuditLog(context, { domain, subject, actor }, { first, after }),
};
