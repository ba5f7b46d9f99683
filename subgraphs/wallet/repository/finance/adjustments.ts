import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import type { LedgerAdjustment } from './ledger-adjustment.ts';

const COLUMNS = sql`d.id, d.currency, d.postings, d.reason, d.state, d.requester_id AS "requesterId",
  d.approver_id AS "approverId", d.transaction_id AS "transactionId", d.created_at AS "createdAt"`;

const NEWEST_FIRST: ListOrder = { by: [['d.id', 'text']], direction: 'DESC' };

/** A correction as it is proposed. */
type AdjustmentDraft = Pick<LedgerAdjustment, 'id' | 'currency' | 'postings' | 'reason' | 'requesterId'>;

/** Corrections of the ledger. */
export const createAdjustmentStore = (db: Pick<Sql, '$queryRaw' | '$executeRaw'>) => ({
  async insertAdjustment({ id, currency, postings, reason, requesterId }: AdjustmentDraft, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO ledger_adjustment (id, currency, postings, reason, requester_id, created_at)
      VALUES (${id}, ${currency}, ${JSON.stringify(postings)}::jsonb, ${reason}, ${requesterId}, ${now})`;
  },

  /** Adjustments in the order of the ids; null for an id that has none. */
  async adjustments(ids: readonly string[]): Promise<(LedgerAdjustment | null)[]> {
    const rows = await db.$queryRaw<LedgerAdjustment[]>`
      SELECT ${COLUMNS} FROM ledger_adjustment AS d WHERE d.id = ANY(${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** One page of all adjustments, newest first. */
  async adjustmentPage(
    state: LedgerAdjustment['state'] | null,
    page: PageRequest<readonly [string]>,
  ): Promise<LedgerAdjustment[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return await db.$queryRaw<LedgerAdjustment[]>`
      SELECT ${COLUMNS} FROM ledger_adjustment AS d
      WHERE ${beyond} AND (${state}::text IS NULL OR d.state = ${state}) ${order}`;
  },

  /** An adjustment, locked until the transaction ends; null when there is none. */
  async lockAdjustment(id: string): Promise<LedgerAdjustment | null> {
    const [row] = await db.$queryRaw<LedgerAdjustment[]>`
      SELECT ${COLUMNS} FROM ledger_adjustment AS d WHERE d.id = ${id} FOR UPDATE`;
    return row ?? null;
  },

  /** Records who has approved a locked adjustment, and the transaction that it became. */
  async noteApproval(id: string, approverId: string, transactionId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE ledger_adjustment SET state = 'APPROVED', approver_id = ${approverId}, transaction_id = ${transactionId},
        approved_at = ${now}
      WHERE id = ${id}`;
  },

  /** Makes sure that accounts of the platform exist, so that they can be named by their ids. */
  async openSystemAccounts(
    accounts: readonly { readonly id: string; readonly system: string; readonly name: string }[],
    currency: string,
    now: Date,
  ): Promise<void> {
    const [ids, kinds, names] = [
      accounts.map(({ id }) => id),
      accounts.map(({ system }) => system),
      accounts.map(({ name }) => name),
    ];
    await db.$executeRaw`
      INSERT INTO account (id, kind, name, currency, created_at)
      SELECT id, kind, name, ${currency}, ${now}
      FROM unnest(${ids}::text[], ${kinds}::text[], ${names}::text[]) AS s(id, kind, name) ON CONFLICT DO NOTHING`;
  },
});
