import { AsyncLocalStorage } from 'node:async_hooks';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import type { Sql } from './database.ts';
import { type Queryable, sendPrepared } from './send-prepared.ts';
import type { StatementNames } from './statement-names.ts';

/** What every generated Prisma client has, whatever its models. */
interface Client extends Sql {
  $disconnect(): Promise<void>;
}

/** Makes a domain's client; the generated module is imported here, so that a process without a model call never loads it. */
export type OpenClient<Transaction> = (options: {
  readonly adapter: SqlDriverAdapterFactory;
}) => Promise<Client & Transaction>;

/** One Prisma client of a domain, whose models run on the pool or on the connection of a transaction that we began. */
export interface PrismaConnection<Transaction> {
  /** Raw SQL by `sql`, and models on `connection`; on any connection of the pool without one. */
  bind(sql: Sql, connection?: Queryable): Transaction;
  /** Leaves the pool open. */
  close(): Promise<void>;
}

interface PrismaConnectionOptions<Transaction> {
  readonly schema: string;
  readonly names: StatementNames;
  readonly openClient: OpenClient<Transaction> | undefined;
}

/**
 * Lets Prisma's models take part in transactions that Prisma does not know. The driver adapter asks for the connection
 * whenever a model sends a statement, and an asynchronous scope around that one call holds it. The client is loaded with the
 * first call of a model.
 */
export function createPrismaConnection<Transaction extends Sql>(
  pool: pg.Pool,
  { schema, names, openClient }: PrismaConnectionOptions<Transaction>,
): PrismaConnection<Transaction> {
  const scope = new AsyncLocalStorage<Queryable>();
  // Prisma's adapter wants an instance of the driver's pool.
  const scoped: pg.Pool = Object.create(pool, {
    query: {
      value: (config: pg.QueryConfig) => {
        const connection = scope.getStore();
        return sendPrepared(connection ?? pool, names, config, { isTransaction: connection !== undefined });
      },
    },
    connect: { value: () => (scope.getStore() === undefined ? pool.connect() : refuseNesting()) },
  });
  const load = async (): Promise<Client> => {
    if (openClient === undefined) throw new Error(`The repository of ${schema} was opened without models.`);
    const { PrismaPg } = await import('@prisma/adapter-pg');
    return openClient({ adapter: new PrismaPg(scoped, { schema }) });
  };
  let client: Promise<Client> | undefined;
  const call = async (model: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    client ??= load();
    const loaded: object = Reflect.get(await client, model);
    return await Reflect.apply(Reflect.get(loaded, method), loaded, args);
  };
  return {
    bind: (sql, connection) =>
      // as: raw SQL is the session's, and every other name is a model of the generated client, as its types say.
      new Proxy(sql, {
        get: (target, name) =>
          typeof name === 'symbol' || name.startsWith('$')
            ? Reflect.get(target, name)
            : modelOf((method, args) =>
                connection === undefined
                  ? call(name, method, args)
                  : scope.run(connection, () => call(name, method, args)),
              ),
      }) as Transaction,
    close: async () => (await client)?.$disconnect(),
  };
}

/** Prisma asks for a connection of its own where it splits one call over several statements, as for nested writes. */
const refuseNesting = (): Promise<never> =>
  Promise.reject(new Error('A model needs a transaction of its own here: write it as statements.'));

/** A model whose methods are `call`. Prisma sends a statement when its promise is first awaited, which `call` does. */
const modelOf = (call: (method: string, args: readonly unknown[]) => Promise<unknown>): object =>
  new Proxy(
    {},
    {
      get: (_, method) =>
        typeof method === 'symbol' ? undefined : (...args: readonly unknown[]) => call(method, args),
    },
  );
