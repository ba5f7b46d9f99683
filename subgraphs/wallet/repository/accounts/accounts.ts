import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { ACCOUNT_COLUMNS, type WalletAccount } from './wallet-account.ts';

/** Who reads the ledger: a person what is theirs, finance all of it. */
export interface LedgerViewer {
  /** Empty for who is nobody. */
  readonly id: string;
  readonly isFinance: boolean;
}

/** SQL: whether a viewer may see the account `a`. */
export const isVisibleTo = ({ id, isFinance }: LedgerViewer) => sql`(${isFinance}::boolean OR a.owner_id = ${id})`;

/** What is read of accounts. */
export const createAccountStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** Accounts that a viewer may see, in the order of the ids; null for others. */
  async visibleAccounts(viewer: LedgerViewer, ids: readonly string[]): Promise<(WalletAccount | null)[]> {
    const rows = await db.$queryRaw<WalletAccount[]>`
      SELECT ${ACCOUNT_COLUMNS} FROM account AS a WHERE a.id = ANY(${[...ids]}::text[]) AND ${isVisibleTo(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The accounts of people, in the order of their currencies. */
  accountsOf: (ownerIds: readonly string[]): PromiseLike<WalletAccount[]> => db.$queryRaw<WalletAccount[]>`
    SELECT ${ACCOUNT_COLUMNS} FROM account AS a WHERE a.owner_id = ANY(${[...ownerIds]}::text[]) ORDER BY a.currency`,

  /** The accounts of the platform. */
  systemAccounts: (): PromiseLike<WalletAccount[]> => db.$queryRaw<WalletAccount[]>`
    SELECT ${ACCOUNT_COLUMNS} FROM account AS a WHERE a.kind <> 'USER' ORDER BY a.kind, a.name, a.currency`,
});
