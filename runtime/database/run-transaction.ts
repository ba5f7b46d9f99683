import type pg from 'pg';
import type { Sql } from './database.ts';
import type { Queryable } from './send-prepared.ts';
import { sendTogether } from './send-together.ts';
import { createSqlSession } from './sql-session.ts';
import type { StatementNames } from './statement-names.ts';

/** What a transaction sees of others that run beside it; `ReadCommitted` where none is named. */
export type Isolation = 'ReadCommitted' | 'RepeatableRead' | 'Serializable';

const LEVELS: Readonly<Record<Isolation, string>> = {
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
};

/** How a transaction is run. */
interface TransactionOptions {
  readonly isolation: Isolation | undefined;
  /** The server ends the connection, and with it the transaction, after so long. */
  readonly timeoutMs: number;
  readonly names: StatementNames;
}

const ignore = (): void => undefined;

/**
 * Runs `work` in a transaction on one connection of the pool, and commits. What `work` throws rolls everything back.
 *
 * @throws what `work` throws; the driver's errors of connecting and committing; an `Error` from a statement that is sent when
 * the transaction has ended, which would otherwise take effect outside of it.
 */
export async function runTransaction<Value>(
  pool: pg.Pool,
  { isolation = 'ReadCommitted', timeoutMs, names }: TransactionOptions,
  work: (sql: Sql, connection: Queryable) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let hasBegun = false;
  let hasEnded = false;
  /** Why the connection was lost, when that was between two statements. */
  let lost: Error | undefined;
  const onError = (error: Error): void => {
    lost ??= error;
  };
  client.on('error', onError);
  const requireOpen = (): void => {
    if (hasEnded) throw new Error('A statement was sent after its transaction had ended.');
    if (lost !== undefined) throw lost;
  };
  const begin = (): void => {
    if (hasBegun || hasEnded) return;
    hasBegun = true;
    // The first statement fails with the connection if this one does.
    client
      .query(`BEGIN ISOLATION LEVEL ${LEVELS[isolation]}; SET LOCAL transaction_timeout = ${timeoutMs}`)
      .catch(ignore);
  };
  // It travels with the first statement. Where that takes its time, the server's begins to run.
  const late = setImmediate(begin);
  const end = (destroy: boolean): void => {
    clearImmediate(late);
    client.off('error', onError);
    client.release(destroy);
  };
  const connection: Queryable = {
    // as: the overloads of the driver's method, each with the same result as there.
    query: ((...args: Parameters<pg.PoolClient['query']>) => {
      if (hasBegun) return client.query(...args);
      return sendTogether(client, () => {
        begin();
        return client.query(...args);
      });
    }) as pg.PoolClient['query'],
  };
  const atCommit: (() => Promise<unknown>)[] = [];
  const session = { isTransaction: true, beforeEach: requireOpen, atCommit };
  try {
    const value = await work(createSqlSession(connection, names, session), connection);
    requireOpen();
    const committed = hasBegun || atCommit.length > 0 ? commit(client, connection, atCommit) : undefined;
    hasEnded = true;
    await committed;
    end(false);
    return value;
  } catch (error) {
    hasEnded = true;
    const isOver = hasBegun ? await isAnswered(client.query('ROLLBACK')) : lost === undefined;
    end(!isOver);
    throw lost ?? error;
  }
}

/** Sends what has waited for the commit together with it. */
async function commit(
  client: pg.PoolClient,
  connection: Queryable,
  atCommit: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const [{ command }] = await sendTogether(client, () => {
    const sent = atCommit.map((send) => send());
    return Promise.all([connection.query('COMMIT'), ...sent]);
  });
  // PostgreSQL answers so, without an error, when a statement has failed and the work went on regardless.
  if (command !== 'COMMIT') throw new Error('A transaction was rolled back because one of its statements had failed.');
}

const isAnswered = (query: Promise<unknown>): Promise<boolean> =>
  query.then(
    () => true,
    () => false,
  );
