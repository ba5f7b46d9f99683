import pg from 'pg';
import { createPool } from '../../runtime/database/postgres-connections.ts';
import { newId } from '../../runtime/operations/ids.ts';

/** A statement as a domain has sent it. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Records what is sent over all connections while `work` runs, transactions included. */
export async function recordStatements(work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const recorded: Statement[] = [];
  const send = pg.Client.prototype.query;
  // Every statement of every pool goes through this one method of the driver.
  pg.Client.prototype.query = function noted(this: pg.Client, ...args: unknown[]) {
    const [first, second] = args;
    const isText = typeof first === 'string';
    const values: unknown = isText ? second : Reflect.get(Object(first), 'values');
    const text = isText ? first : String(Reflect.get(Object(first), 'text'));
    recorded.push({ text, values: Array.isArray(values) ? values : [] });
    return Reflect.apply(send, this, args);
  } as typeof send;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = send;
  }
  return recorded;
}

/** What differs between two transfers. */
interface TransferValues {
  readonly payer: { readonly id: string; readonly accountId: string };
  readonly payeeId: string;
  readonly key: string;
}

/** The same transfer between others: ids of what is new are new, all else of the recorded values stays. */
function valuesOf({ values }: Statement, from: TransferValues, to: TransferValues): unknown[] {
  const now = new Date();
  const [transactionId, eventId] = [newId('wtx', now), newId('evt', now)];
  const replace = (text: string): string =>
    text
      .replaceAll(from.payer.id, to.payer.id)
      .replaceAll(from.payer.accountId, to.payer.accountId)
      .replaceAll(from.payeeId, to.payeeId)
      .replaceAll(from.key, to.key)
      .replace(/\bwtx_[0-9a-f-]+/g, transactionId)
      .replace(/\bevt_[0-9a-f-]+/g, eventId);
  const renew = (value: unknown): unknown => {
    if (typeof value === 'string') return replace(value);
    return Array.isArray(value) ? value.map(renew) : value;
  };
  return values.map(renew);
}

/** Runs a recorded transfer over a plain pool of the driver: what the database and the driver allow at most. */
export function openPlainTransfers(databaseUrl: string, statement: Statement, from: TransferValues) {
  const pool = createPool({ connectionString: databaseUrl, max: 5 }, () => undefined);
  return {
    async transfer(to: TransferValues): Promise<void> {
      await pool.query({ name: 'plain', text: statement.text, values: valuesOf(statement, from, to) });
    },
    close: () => pool.end(),
  };
}
