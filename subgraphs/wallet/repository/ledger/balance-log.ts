import type { Sql } from '../../../../runtime/database/database.ts';
import { createTableLog } from '../../../../runtime/live/table-log.ts';
import type { BALANCE_LOG } from '../../events.ts';

/** A change of the balance or the state of an account. */
export interface BalanceEntry {
  readonly accountId: string;
  /** Null where no money moved. */
  readonly transactionId: string | null;
}

/** The log of each account of a person, for its owner. Its head is the account's row. */
export const createBalanceLog = (db: Pick<Sql, '$queryRaw'>) =>
  createTableLog<BalanceEntry, BalanceEntry>(db, {
    name: 'wallet.balances' satisfies (typeof BALANCE_LOG)['name'],
    entries: {
      table: 'balance_change',
      key: 'account_id',
      columns: 'account_id AS "accountId", transaction_id AS "transactionId"',
    },
    heads: { table: 'account', key: 'id', sequence: 'sequence' },
    entryOf: (entry) => entry,
    async permitted(accountId, viewerIds) {
      const rows = await db.$queryRaw<{ ownerId: string }[]>`
        SELECT owner_id AS "ownerId" FROM account WHERE id = ${accountId} AND owner_id = ANY(${[...viewerIds]}::text[])`;
      return new Set(rows.map(({ ownerId }) => ownerId));
    },
  });
