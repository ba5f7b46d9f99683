import { PrismaPg } from '@prisma/adapter-pg';
import type { Logger } from 'pino';

/** The raw SQL of a Prisma client or transaction; values are always bound, never spliced. */
export interface Sql {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** A domain's tables as the runtime needs them: for readiness, the outbox and the inbox. */
export interface Database<Store> {
  readonly sql: Sql;
  /** Runs `work` in one transaction; what it throws rolls everything back. */
  transaction<T>(work: (store: Store, sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Connections one process keeps to one domain's schema: fourteen pools share one PostgreSQL. */
const POOL_SIZE = 5;

/** How long a request waits for a free connection before it fails as unavailable. */
const CONNECT_TIMEOUT_MS = 3_000;

/** A Prisma driver adapter for one domain's schema. Connection errors while idle are logged, never thrown. */
export function openAdapter(databaseUrl: string, schema: string, log?: Pick<Logger, 'warn'>): PrismaPg {
  const report = (error: Error) => log?.warn({ err: error, schema }, 'database connection lost');
  return new PrismaPg(
    {
      connectionString: databaseUrl,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: schema,
    },
    { schema, onPoolError: report, onConnectionError: report },
  );
}
