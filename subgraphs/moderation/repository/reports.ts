import type { Sql } from '../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, pageClauses, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { SubjectKind } from './cases.ts';

/** What one person reports of one thing. */
export interface Report {
  readonly id: string;
  readonly reporterId: string;
  readonly caseId: string;
  readonly subjectId: string;
  readonly kind: SubjectKind;
  /** Value of the enum `ReportReason`. */
  readonly reason: string;
  readonly text: string | null;
  readonly evidenceIds: readonly string[];
  readonly createdAt: Date;
  /** Whether its case is decided. */
  readonly isReviewed: boolean;
}

/** Reports of a person within some time. */
export interface RecentReports {
  readonly count: number;
  /** Null when there are none. */
  readonly oldestAt: Date | null;
}

const REPORT_COLUMNS = sql`r.id, r.reporter_id AS "reporterId", r.case_id AS "caseId", r.subject_id AS "subjectId", r.kind,
  r.reason, r.text, r.evidence_ids AS "evidenceIds", r.created_at AS "createdAt", c.state <> 'OPEN' AS "isReviewed"`;
const LATEST_FIRST: ListOrder = { by: [['r.id', 'text']], direction: 'DESC' };

/** Reads and stores reports. */
export const createReportStore = (db: Sql) => ({
  /** In the order of `ids`; null where there is none, whoever asks. */
  async reportsById(ids: readonly string[]): Promise<(Report | null)[]> {
    const rows = await db.$queryRaw<Report[]>`
      SELECT ${REPORT_COLUMNS} FROM report AS r JOIN moderation_case AS c ON c.id = r.case_id
      WHERE r.id = ANY (${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of what a person has reported, latest first. */
  async reportsBy(reporterId: string, page: PageRequest<readonly [string]>): Promise<Report[]> {
    const { beyond, order } = pageClauses(LATEST_FIRST, page);
    return db.$queryRaw<Report[]>`
      SELECT ${REPORT_COLUMNS} FROM report AS r JOIN moderation_case AS c ON c.id = r.case_id
      WHERE r.reporter_id = ${reporterId} AND ${beyond} ${order}`;
  },

  /** A page of the reports of each case, latest first. */
  reportsOfCases: (cases: PagesRequest<readonly [string]>): Promise<Report[][]> =>
    readPages<Report>(
      db,
      cases,
      LATEST_FIRST,
      ({ parent, beyond, order }) => sql`
        SELECT ${REPORT_COLUMNS} FROM report AS r JOIN moderation_case AS c ON c.id = r.case_id
        WHERE r.case_id = ${parent} AND ${beyond} ${order}`,
    ),

  async recentReports(reporterId: string, since: Date): Promise<RecentReports> {
    const [row] = await db.$queryRaw<RecentReports[]>`
      SELECT count(*)::int AS count, min(created_at) AS "oldestAt" FROM report
      WHERE reporter_id = ${reporterId} AND created_at > ${since}`;
    return row ?? { count: 0, oldestAt: null };
  },

  /** Adds a report to a case that the transaction has locked. Returns its id, or that of the person's earlier report in the case. */
  async addReport(report: Omit<Report, 'isReviewed'>): Promise<string> {
    const { id, reporterId, caseId, subjectId, kind, reason, text, evidenceIds, createdAt } = report;
    const [row] = await db.$queryRaw<{ id: string }[]>`
      WITH added AS (
        INSERT INTO report (id, reporter_id, case_id, subject_id, kind, reason, text, evidence_ids, created_at)
        VALUES (${id}, ${reporterId}, ${caseId}, ${subjectId}, ${kind}, ${reason}, ${text}, ${[...evidenceIds]}::text[], ${createdAt})
        ON CONFLICT (reporter_id, case_id) DO NOTHING
        RETURNING id
      ), counted AS (
        UPDATE moderation_case SET report_count = report_count + 1 WHERE id = ${caseId} AND EXISTS (SELECT FROM added)
      )
      SELECT id FROM added
      UNION ALL SELECT id FROM report WHERE reporter_id = ${reporterId} AND case_id = ${caseId}`;
    return row?.id ?? id;
  },

  async reportersOf(caseId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT reporter_id AS id FROM report WHERE case_id = ${caseId} ORDER BY id`;
    return rows.map(({ id }) => id);
  },
});
