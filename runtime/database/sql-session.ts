import type pg from 'pg';
import { COLUMN_TYPES } from './column-types.ts';
import type { Sql } from './database.ts';
import { toStatement } from './statement.ts';
import { noteStatement } from './statement-counts.ts';
import type { StatementNames } from './statement-names.ts';

/** What runs statements: a pool, each statement on any of its connections, or one connection. */
type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

/** Refusals of a prepared statement: a migration has changed its columns, or the connection does not know it (any more). */
const isOutdated = (error: unknown): boolean => {
  const { code, message } = Object(error);
  return code === '26000' || (code === '0A000' && message === 'cached plan must not change result type');
};

/** The statement is known to have had no effect, and succeeds when it is prepared anew. */
export class OutdatedStatementError extends Error {
  /** SQLSTATE: serialization failure, by which callers know that the same transaction may succeed later. */
  readonly code = '40001';
}

/**
 * The raw SQL of `queryable`, as prepared statements. `beforeEach` may refuse a statement by throwing.
 *
 * @throws the driver's `DatabaseError`, with its SQLSTATE as `code`; {@link OutdatedStatementError} inside a transaction.
 */
export function createSqlSession(
  queryable: Queryable,
  names: StatementNames,
  { isTransaction, beforeEach = () => undefined }: { isTransaction: boolean; beforeEach?: () => void },
): Sql {
  const send = async (query: TemplateStringsArray, values: readonly unknown[]): Promise<pg.QueryResult> => {
    beforeEach();
    const statement = toStatement(query, values);
    const { text } = statement;
    const run = () => queryable.query({ ...statement, name: names.of(text), types: COLUMN_TYPES });
    const onResult = noteStatement(text);
    try {
      return await run();
    } catch (error) {
      if (!isOutdated(error)) throw error;
      names.reset();
      if (!isTransaction) return await run();
      throw new OutdatedStatementError('A prepared statement is outdated.', { cause: error });
    } finally {
      onResult?.();
    }
  };
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray, ...values: unknown[]) =>
      // The caller names the columns of its own statement, as with Prisma.
      (await send(query, values)).rows as Rows,
    $executeRaw: async (query, ...values) => (await send(query, values)).rowCount ?? 0,
  };
}
