import type pg from 'pg';
import type { Sql } from './database.ts';
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
  work: (sql: Sql, client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let hasEnded = false;
  /** Why the connection was lost, when that was between two statements. */
  let lost: Error | undefined;
  const onError = (error: Error): void => {
    lost ??= error;
  };
  client.on('error', onError);
  const beforeEach = (): void => {
    if (hasEnded) throw new Error('A statement was sent after its transaction had ended.');
    if (lost !== undefined) throw lost;
  };
  const end = (destroy: boolean): void => {
    client.off('error', onError);
    client.release(destroy);
  };
  try {
    // It travels together with the first statement, which fails with the connection if this one does.
    client
      .query(`BEGIN ISOLATION LEVEL ${LEVELS[isolation]}; SET LOCAL transaction_timeout = ${timeoutMs}`)
      .catch(ignore);
    const value = await work(createSqlSession(client, names, { isTransaction: true, beforeEach }), client);
    beforeEach();
    hasEnded = true;
    const { command } = await client.query('COMMIT');
    // PostgreSQL answers so, without an error, when a statement has failed and the work went on regardless.
    if (command !== 'COMMIT')
      throw new Error('A transaction was rolled back because one of its statements had failed.');
    end(false);
    return value;
  } catch (error) {
    hasEnded = true;
    const isRolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    end(!isRolledBack);
    throw lost ?? error;
  }
}
