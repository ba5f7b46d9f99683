import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Logger } from 'pino';
import { CONNECT_TIMEOUT_MS, type Database, openAdapter, type Sql } from './database.ts';

/** What a transaction sees of others that run beside it; `ReadCommitted` where none is named. */
export type Isolation = 'ReadCommitted' | 'RepeatableRead' | 'Serializable';

/** What every generated Prisma client has, whatever its models. */
interface Client<Transaction> extends Sql {
  $transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options?: { readonly isolationLevel: Isolation },
  ): Promise<T>;
  $disconnect(): Promise<void>;
}

/** What a generated Prisma client is constructed with. */
interface ClientOptions {
  readonly adapter: SqlDriverAdapterFactory;
  readonly transactionOptions: { readonly maxWait: number; readonly timeout: number };
}

/** How a domain's tables are opened. */
interface RepositoryOptions<Transaction, Store> {
  /** The name of the domain and of its PostgreSQL schema. */
  readonly schema: string;
  readonly databaseUrl: string;
  readonly log: Pick<Logger, 'warn'> | undefined;
  readonly openClient: (options: ClientOptions) => Client<Transaction> & Transaction;
  /** The domain's reads and writes, inside a transaction or outside. */
  readonly createStore: (db: Transaction) => Store;
}

/** What an open repository has beside its reads and writes. */
export interface Repository<Store> extends Database<Store> {
  transaction<T>(work: (store: Store, sql: Sql) => Promise<T>, isolation?: Isolation): Promise<T>;
}

/**
 * The pool gives up first, and takes the transaction out of its queue. When Prisma does, the transaction still gets a
 * connection later, to be rolled back there.
 */
const MAX_WAIT_MS = CONNECT_TIMEOUT_MS + 1_000;

/** A transaction keeps a connection of the pool, and the rows that it has locked, for at most this long. */
const TRANSACTION_TIMEOUT_MS = 5_000;

/**
 * Opens a domain's tables; connects when first used. The limits hold for transactions that Prisma begins by itself, too.
 * Who runs into one of them gets a transient error, which leaves the subgraph as a retryable fault `UNAVAILABLE`.
 */
export function openRepository<Transaction extends Sql, Store extends object>(
  options: RepositoryOptions<Transaction, Store>,
): Store & Repository<Store> {
  const { schema, databaseUrl, log, createStore } = options;
  const db = options.openClient({
    adapter: openAdapter(databaseUrl, schema, log),
    transactionOptions: { maxWait: MAX_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
  return {
    ...createStore(db),
    sql: db,
    transaction: (work, isolation) =>
      db.$transaction(
        (transaction) => work(createStore(transaction), transaction),
        isolation === undefined ? undefined : { isolationLevel: isolation },
      ),
    close: () => db.$disconnect(),
  };
}
