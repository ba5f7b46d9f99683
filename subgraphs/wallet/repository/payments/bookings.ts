import type { Sql } from '../../../../runtime/database/database.ts';
import type { Party, SystemParty } from '../ledger/party.ts';
import { createPostingStore } from '../ledger/post-transaction.ts';

/** What an account has, and how a transaction names it. */
interface LockedBalance {
  readonly party: Party;
  /** What can be taken from it. */
  readonly available: bigint;
}

interface Row {
  readonly kind: 'USER' | SystemParty['system'];
  readonly name: string;
  readonly available: bigint;
}

/** What booking the effects of payments reads. */
export const createBookingStore = (db: Sql) => ({
  /** What an account of a person or the platform has, until the transaction ends. @throws when there is no such account. */
  async lockAccountBalance(accountId: string): Promise<LockedBalance> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT kind, name, posted - held AS available FROM account WHERE id = ${accountId} FOR NO KEY UPDATE`;
    if (row === undefined) throw new Error(`There is no account ${accountId}.`);
    const { kind, name, available } = row;
    if (kind === 'USER') return { party: { accountId }, available };
    return { party: { system: kind, name }, available: await createPostingStore(db).lockSystemBalance(accountId) };
  },

  /** The transaction that an effect has had; null when it has had none. */
  async transactionOfEffect(effectKey: string): Promise<{ readonly id: string; readonly amount: bigint } | null> {
    const [row] = await db.$queryRaw<{ id: string; amount: bigint }[]>`
      SELECT id, amount FROM ledger_transaction WHERE effect_key = ${effectKey}`;
    return row ?? null;
  },

  /** Takes an amount from what is to be booked of a payment, of which some is left. */
  async reduceReceivedPayment(paymentId: string, amount: bigint): Promise<void> {
    await db.$executeRaw`UPDATE received_payment SET amount = amount - ${amount} WHERE payment_id = ${paymentId}`;
  },
});
