import type pg from 'pg';
import { COLUMN_TYPES } from './column-types.ts';
import { CUSTOM_PLAN } from './custom-plan.ts';
import type { Sql } from './database.ts';
import { type Queryable, sendPrepared } from './send-prepared.ts';
import { toStatement } from './statement.ts';
import { noteStatement } from './statement-counts.ts';
import type { StatementNames } from './statement-names.ts';

const ignore = (): void => undefined;

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
    const isCustom = isTransaction && values.includes(CUSTOM_PLAN);
    // They travel with the statement, and fail with the connection if it does.
    if (isCustom) void queryable.query('SET LOCAL plan_cache_mode = force_custom_plan').catch(ignore);
    const onResult = noteStatement(statement.text);
    try {
      const sent = sendPrepared(queryable, names, { ...statement, types: COLUMN_TYPES }, { isTransaction });
      if (isCustom) void queryable.query('SET LOCAL plan_cache_mode TO DEFAULT').catch(ignore);
      return await sent;
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
