import type { Sql } from '../../../runtime/database/database.ts';

/** Rows of one statement, so that none of them runs into its time limit. */
const BATCH_SIZE = 1_000;

/** An account of a person who has deleted theirs. */
interface LeftAccount {
  readonly id: string;
  readonly currency: string;
  /** What it has that no hold reserves. */
  readonly available: bigint;
}

/**
 * Erases people from the ledger: `account`, `ledger_transaction`, `ledger_adjustment`. Amounts stay, and nobody owns them any more.
 */
export const createErasureStore = (db: Sql) => ({
  /** The accounts of a person, until the transaction ends. */
  lockAccountsOf: (ownerId: string): PromiseLike<LeftAccount[]> => db.$queryRaw<LeftAccount[]>`
    SELECT id, currency, posted - held AS available FROM account WHERE owner_id = ${ownerId} ORDER BY id FOR NO KEY UPDATE`,

  /** Closes the accounts of a person, which lose their owner. */
  async disownAccounts(ownerId: string): Promise<void> {
    await db.$executeRaw`UPDATE account SET owner_id = NULL, state = 'CLOSED' WHERE owner_id = ${ownerId}`;
  },

  /**
   * Takes a person's name and words from some of the transactions that they have caused, and their words from those by which
   * others have paid a request of theirs; true when none are left.
   */
  async eraseActor(personId: string): Promise<boolean> {
    const named = await db.$executeRaw`
      UPDATE ledger_transaction SET actor_id = NULL, memo = NULL WHERE id IN (
        SELECT id FROM ledger_transaction WHERE actor_id = ${personId} LIMIT ${BATCH_SIZE})`;
    const requested = await db.$executeRaw`
      UPDATE ledger_transaction SET memo = NULL WHERE id IN (
        SELECT t.id FROM money_request AS m JOIN ledger_transaction AS t ON t.id = m.transaction_id
        WHERE m.requester_id = ${personId} AND t.memo IS NOT NULL LIMIT ${BATCH_SIZE})`;
    return named < BATCH_SIZE && requested < BATCH_SIZE;
  },
});
