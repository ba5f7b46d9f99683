import type { Logger } from 'pino';
import { withCustomPlans } from './custom-plan.ts';
import type { Database, Sql } from './database.ts';
import { openPool } from './open-pool.ts';
import { createPrismaConnection, type OpenClient } from './prisma-connection.ts';
import { type Isolation, runTransaction } from './run-transaction.ts';
import type { Queryable } from './send-prepared.ts';
import { createSqlSession } from './sql-session.ts';
import { createStatementNames } from './statement-names.ts';

/** How a domain's tables are opened. */
interface RepositoryOptions<Transaction, Store> {
  /** The name of the domain and of its PostgreSQL schema. */
  readonly schema: string;
  readonly databaseUrl: string;
  readonly log: Pick<Logger, 'warn'> | undefined;
  /** Connections that one process opens at most; 4 by default. */
  readonly poolSize?: number;
  /** For models; absent: the store is raw SQL alone. */
  readonly openClient?: OpenClient<Transaction>;
  /** The domain's reads and writes, inside a transaction or outside. */
  readonly createStore: (db: Transaction) => Store;
}

/** What an open repository has beside its reads and writes. */
export interface Repository<Store> extends Database<Store> {
  transaction<T>(work: (store: Store, sql: Sql) => Promise<T>, isolation?: Isolation): Promise<T>;
}

/** A transaction keeps a connection of the pool, and the rows that it has locked, for at most this long. */
const TRANSACTION_TIMEOUT_MS = 5_000;

/**
 * Opens a domain's tables; connects when first used. Raw SQL goes to the driver as prepared statements, models go through
 * Prisma, which is loaded with the first call of one; in a transaction both use its connection. Who waits too long for a
 * connection, or keeps one too long, gets a transient error, which leaves the subgraph as a retryable fault `UNAVAILABLE`.
 */
export function openRepository<Transaction extends Sql, Store extends object>(
  options: RepositoryOptions<Transaction, Store>,
): Store & Repository<Store> {
  const { schema, databaseUrl, log, createStore, openClient } = options;
  const pool = openPool(databaseUrl, schema, log, options.poolSize);
  const names = createStatementNames({
    isEnabled: new URL(databaseUrl).searchParams.get('prepared_statements') !== 'false',
    onDisabled: () => log?.warn({ schema }, 'statements are no longer prepared: a pooler does not support them'),
  });
  const prisma = createPrismaConnection(pool, { schema, names, openClient });
  const transact = <Value>(
    work: (session: Sql, connection: Queryable) => Promise<Value>,
    isolation?: Isolation,
  ): Promise<Value> => runTransaction(pool, { isolation, timeoutMs: TRANSACTION_TIMEOUT_MS, names }, work);
  const sql = withCustomPlans(createSqlSession(pool, names, { isTransaction: false }), transact);
  return {
    ...createStore(prisma.bind(sql)),
    sql,
    transaction: (work, isolation) =>
      transact((session, connection) => work(createStore(prisma.bind(session, connection)), session), isolation),
    async close() {
      await prisma.close();
      await pool.end();
    },
  };
}
