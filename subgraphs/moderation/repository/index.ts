import type { Logger } from 'pino';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import type { Sql } from '../../../runtime/database/database.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore, createStoredLog, WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import type { CASES_LOG } from '../events.ts';
import { createCaseLists } from './case-lists.ts';
import { createCaseStore } from './cases.ts';
import { createDecisionStore } from './decisions.ts';
import { createErasureStore } from './erasure.ts';
import { createFactStore } from './facts.ts';
import { moderationData } from './personal-data.ts';
import { createPruning } from './prune.ts';
import { createReportStore } from './reports.ts';

const CASES_LOG_NAME = 'moderation.cases' satisfies (typeof CASES_LOG)['name'];

/** An entry of the log of cases that wait for a decision. */
export interface CaseEntry {
  readonly caseId: string;
}

const createStore = (db: Sql) => ({
  ...createCaseStore(db),
  ...createCaseLists(db),
  ...createDecisionStore(db),
  ...createReportStore(db),
  ...createFactStore(db),
  ...createErasureStore(db),
  ...createPruning(db),
  ...createAuditLog(db),
  ...createOutbox(db),
  /** For the person whom it is about, and nobody else. */
  personalData: moderationData(db),
  /** Cases that begin to wait, for every moderator: whoever loses the role loses their session with it. */
  caseLog: createStoredLog<CaseEntry, CaseEntry>(db, {
    name: CASES_LOG_NAME,
    entryOf: ({ data }) => data,
    permitted: async (_key, viewerIds) => new Set(viewerIds),
  }),
  /** Logs that a case waits for a decision, as the last statement of a transaction. */
  logCase: (caseId: string, at: Date): Promise<void> =>
    createLogStore(db).appendToLogs([{ log: CASES_LOG_NAME, key: WHOLE_LOG, people: [], data: { caseId } }], at),
});

/** What the domain stores and finds, inside a transaction or outside. */
export type ModerationStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type ModerationRepository = ReturnType<typeof openModerationRepository>;

/** Opens the domain's tables; connects when first used. */
export const openModerationRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({ schema: 'moderation', databaseUrl, log, poolSize: 3, createStore });
