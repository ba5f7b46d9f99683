import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';

/** An export of all data about a person, and the progress of collecting it. */
export interface DataExport {
  readonly id: string;
  readonly userId: string;
  readonly state: 'PENDING' | 'READY' | 'FAILED' | 'EXPIRED';
  readonly requestedAt: Date;
  /** Failures in a row. */
  readonly attempts: number;
  /** Domains whose data is not complete yet; the first one is read next. */
  readonly domains: readonly string[];
  /** Cursor of the next page of the first domain; null before its first page. */
  readonly cursor: string | null;
  /** How many there are, numbered from 0. */
  readonly parts: number;
  readonly readyAt: Date | null;
  readonly expiresAt: Date | null;
  /** Of what was collected so far; of the document once it is ready. */
  readonly byteSize: number;
}

/** Progress after one page of a domain. */
export interface Progress extends Pick<DataExport, 'domains' | 'cursor'> {
  readonly sealed: string;
  readonly byteSize: number;
}

// as, below: only this file writes the state, and a constraint of the table names the same four.
type Row = Omit<DataExport, 'state'> & { readonly state: string };
const toExport = (row: Row): DataExport => ({ ...row, state: row.state as DataExport['state'] }); // as: see above.

const OMITTED = { dueAt: true } as const;

/** Copies of what is kept about people. */
export function createDataExportStore(db: Prisma.TransactionClient) {
  return {
    /** In the order of `ids`; null for one that does not exist. Whether the asker may see it is for the asker to check. */
    async dataExports(ids: readonly string[]): Promise<(DataExport | null)[]> {
      const rows = await db.dataExport.findMany({ where: { id: { in: [...ids] } }, omit: OMITTED });
      return inOrderOf(ids, rows.map(toExport), ({ id }) => id);
    },

    /**
     * The person's newest export that has not failed; null when there is none. Locks the account, so that no other export of
     * theirs is requested until the transaction ends.
     */
    async holdLatestExport(userId: string): Promise<DataExport | null> {
      await db.$queryRaw`SELECT 1 FROM account WHERE id = ${userId} FOR NO KEY UPDATE`;
      const row = await db.dataExport.findFirst({
        where: { userId, state: { not: 'FAILED' } },
        orderBy: { id: 'desc' },
        omit: OMITTED,
      });
      return row === null ? null : toExport(row);
    },

    /** Stores an export that is to be collected. */
    async addDataExport(draft: Pick<DataExport, 'id' | 'userId' | 'requestedAt' | 'domains'>): Promise<DataExport> {
      const row = await db.dataExport.create({
        data: { ...draft, domains: [...draft.domains], state: 'PENDING', dueAt: draft.requestedAt },
        omit: OMITTED,
      });
      return toExport(row);
    },

    /** Takes the copy that has been due for longest; nobody else gets it before `until`. Null when none is due. */
    async takeDataExport(now: Date, until: Date): Promise<DataExport | null> {
      const [row] = await db.$queryRaw<Row[]>`
        UPDATE data_export SET due_at = ${until} WHERE id = (
          SELECT id FROM data_export WHERE state = 'PENDING' AND due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, user_id AS "userId", state, requested_at AS "requestedAt", attempts, domains, cursor, parts,
                  ready_at AS "readyAt", expires_at AS "expiresAt", byte_size AS "byteSize"`;
      return row === undefined ? null : toExport(row);
    },

    /** Stores the data of a domain and the progress. False, with nothing changed, when another worker was faster. */
    async advanceDataExport({ id, parts, byteSize }: DataExport, step: Progress, now: Date): Promise<boolean> {
      const added = await db.$executeRaw`
        WITH moved AS (
          UPDATE data_export SET domains = ${[...step.domains]}::text[], cursor = ${step.cursor}, parts = parts + 1,
                 byte_size = ${byteSize + step.byteSize}::int, attempts = 0, due_at = ${now}
          WHERE id = ${id} AND state = 'PENDING' AND parts = ${parts}::int RETURNING id)
        INSERT INTO data_export_part (export_id, number, sealed) SELECT id, ${parts}::int, ${step.sealed} FROM moved`;
      return added === 1;
    },

    /** Has work on it go on at `dueAt`, after a failure. */
    async postponeDataExport(id: string, dueAt: Date): Promise<void> {
      await db.dataExport.updateMany({
        where: { id, state: 'PENDING' },
        data: { dueAt, attempts: { increment: 1 } },
      });
    },

    /** Ends work on it. False, and nothing changed, when somebody else was faster. */
    async settleDataExport(
      id: string,
      outcome: Pick<DataExport, 'state' | 'readyAt' | 'expiresAt' | 'byteSize'>,
    ): Promise<boolean> {
      const { count } = await db.dataExport.updateMany({ where: { id, state: 'PENDING' }, data: outcome });
      return count === 1;
    },

    /** At most `limit` parts from number `from` on, in order. */
    exportParts(exportId: string, from: number, limit: number): Promise<{ number: number; sealed: string }[]> {
      return db.dataExportPart.findMany({
        where: { exportId, number: { gte: from } },
        orderBy: { number: 'asc' },
        take: limit,
        select: { number: true, sealed: true },
      });
    },

    /** Deletes at most `limit` parts of exports that have expired or failed, and returns their number. */
    async deleteExportParts(now: Date, limit: number): Promise<number> {
      await db.$executeRaw`UPDATE data_export SET state = 'EXPIRED' WHERE state = 'READY' AND expires_at <= ${now}`;
      return db.$executeRaw`
        DELETE FROM data_export_part WHERE (export_id, number) IN (
          SELECT p.export_id, p.number FROM data_export e JOIN data_export_part p ON p.export_id = e.id
          WHERE e.state IN ('EXPIRED', 'FAILED') LIMIT ${limit})`;
    },

    /** Deletes the records of expired and failed exports that were requested before an instant. */
    async deleteDataExports(requestedBefore: Date): Promise<void> {
      await db.$executeRaw`
        DELETE FROM data_export WHERE state IN ('EXPIRED', 'FAILED') AND requested_at < ${requestedBefore}`;
    },
  };
}
