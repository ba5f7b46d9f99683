import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import type { Sql } from './database.ts';
import type { StatementNames } from './statement-names.ts';

/** One Prisma client of a domain, whose models run on the pool or on the connection of a transaction that we began. */
export interface PrismaConnection {
  readonly adapter: SqlDriverAdapterFactory;
  /** The client with raw SQL by `sql`, and with its models on `connection`; on any connection of the pool without one. */
  bind<Client extends object>(client: Client, sql: Sql, connection?: pg.PoolClient): Client;
}

/**
 * Lets Prisma's models take part in transactions that Prisma does not know. The driver adapter asks for the connection
 * whenever a model sends a statement, and an asynchronous scope around that one call holds it.
 */
export function createPrismaConnection(pool: pg.Pool, schema: string, names: StatementNames): PrismaConnection {
  const scope = new AsyncLocalStorage<pg.PoolClient>();
  // Prisma's adapter wants an instance of the driver's pool.
  const scoped: pg.Pool = Object.create(pool, {
    query: { value: (...args: unknown[]) => query(scope.getStore() ?? pool, args) },
    connect: { value: () => (scope.getStore() === undefined ? pool.connect() : refuseNesting()) },
  });
  return {
    adapter: new PrismaPg(scoped, { schema, statementNameGenerator: ({ sql }) => names.of(sql) ?? '' }),
    bind(client, sql, connection) {
      return new Proxy(client, {
        get(target, name) {
          if (name === '$queryRaw' || name === '$executeRaw') return sql[name];
          const model: unknown = Reflect.get(target, name);
          if (connection === undefined || typeof model !== 'object' || model === null) return model;
          return onConnection(model, (send) => scope.run(connection, send));
        },
      });
    },
  };
}

const query = (on: pg.Pool | pg.PoolClient, args: unknown[]): unknown => Reflect.apply(on.query, on, args);

/** Prisma asks for a connection of its own where it splits one call over several statements, as for nested writes. */
const refuseNesting = (): Promise<never> =>
  Promise.reject(new Error('A model needs a transaction of its own here: write it as statements.'));

/** A model whose methods are called inside `run`. Prisma sends a statement when its promise is first awaited. */
const onConnection = (model: object, run: (send: () => Promise<unknown>) => Promise<unknown>): object =>
  new Proxy(model, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => run(async () => await Reflect.apply(method, target, args));
    },
  });
