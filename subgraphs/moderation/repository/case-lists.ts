import type { Sql } from '../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { CASE_COLUMNS, type CaseState, type ModerationCase, type SubjectKind } from './cases.ts';

/** Key of a case in the queue. */
type QueueKey = readonly [priority: number, openedAt: string, id: string];

/** Which cases of the queue. */
interface QueueFilter {
  readonly kind: SubjectKind | null;
  /** Null for those that wait for a decision. */
  readonly state: CaseState | null;
  /** Cases about this person are left out. */
  readonly moderatorId: string;
}

const OF_QUEUE: ListOrder = {
  by: [
    ['priority', 'integer'],
    ['opened_at', 'timestamptz'],
    ['id', 'text'],
  ],
  direction: 'ASC',
};

const LATEST_FIRST: ListOrder = { by: [['id', 'text']], direction: 'DESC' };

/** Reads cases a page at a time: the queue of moderators, and those about a person. */
export const createCaseLists = (db: Sql) => ({
  /** Urgent cases first, then the oldest. */
  async queue({ kind, state, moderatorId }: QueueFilter, page: PageRequest<QueueKey>): Promise<ModerationCase[]> {
    const { beyond, order } = pageClauses(OF_QUEUE, page);
    const ofKind = kind === null ? sql`TRUE` : sql`kind = ${kind}`;
    const inState = state === null ? sql`state IN ('OPEN', 'APPEALED')` : sql`state = ${state}`;
    return db.$queryRaw<ModerationCase[]>`
      SELECT ${CASE_COLUMNS} FROM moderation_case
      WHERE ${inState} AND ${ofKind} AND owner_id IS DISTINCT FROM ${moderatorId} AND ${beyond} ${order}`;
  },

  /** The last case about each thing in which something was decided, in the order of the ids; null where there is none. */
  async lastDecided(subjectIds: readonly string[]): Promise<(ModerationCase | null)[]> {
    const rows = await db.$queryRaw<ModerationCase[]>`
      SELECT DISTINCT ON (subject_id) ${CASE_COLUMNS} FROM moderation_case
      WHERE subject_id = ANY (${[...subjectIds]}::text[]) AND decision <> 'NONE' ORDER BY subject_id, id DESC`;
    return inOrderOf(subjectIds, rows, ({ subjectId }) => subjectId);
  },

  /** Cases about a person in which something was decided, latest first. */
  async casesAbout(ownerId: string, page: PageRequest<readonly [string]>): Promise<ModerationCase[]> {
    const { beyond, order } = pageClauses(LATEST_FIRST, page);
    return db.$queryRaw<ModerationCase[]>`
      SELECT ${CASE_COLUMNS} FROM moderation_case
      WHERE owner_id = ${ownerId} AND decision <> 'NONE' AND ${beyond} ${order}`;
  },
});
