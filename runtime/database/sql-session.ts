import type pg from 'pg';
import { COLUMN_TYPES } from './column-types.ts';
import type { Sql } from './database.ts';
import { type Queryable, sendPrepared } from './send-prepared.ts';
import { toStatement } from './statement.ts';
import { noteStatement } from './statement-counts.ts';
import type { StatementNames } from './statement-names.ts';

/**
 * The raw SQL of `queryable`, as prepared statements. `beforeEach` may refuse a statement by throwing.
 *
 * @throws what `sendPrepared` throws.
 */
export function createSqlSession(
  queryable: Queryable,
  names: StatementNames,
  { isTransaction, beforeEach = () => undefined }: { isTransaction: boolean; beforeEach?: () => void },
): Sql {
  const send = async (query: TemplateStringsArray, values: readonly unknown[]): Promise<pg.QueryResult> => {
    beforeEach();
    const statement = toStatement(query, values);
    const onResult = noteStatement(statement.text);
    try {
      return await sendPrepared(queryable, names, { ...statement, types: COLUMN_TYPES }, { isTransaction });
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
