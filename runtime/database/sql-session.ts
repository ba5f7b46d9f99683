import type pg from 'pg';
import { AT_COMMIT } from './at-commit.ts';
import { COLUMN_TYPES } from './column-types.ts';
import { CUSTOM_PLAN } from './custom-plan.ts';
import type { Sql } from './database.ts';
import { type Queryable, sendPrepared } from './send-prepared.ts';
import { toStatement } from './statement.ts';
import { noteStatement } from './statement-counts.ts';
import type { StatementNames } from './statement-names.ts';

const ignore = (): void => undefined;

/** How statements are sent. */
interface SessionOptions {
  readonly isTransaction: boolean;
  /** May refuse a statement by throwing. */
  readonly beforeEach?: () => void;
  /** Takes the statements that wait for the commit. */
  readonly atCommit?: (() => Promise<unknown>)[];
}

/**
 * The raw SQL of `queryable`, as prepared statements.
 *
 * @throws what `sendPrepared` throws.
 */
export function createSqlSession(
  queryable: Queryable,
  names: StatementNames,
  { isTransaction, beforeEach = () => undefined, atCommit }: SessionOptions,
): Sql {
  const send = async (query: TemplateStringsArray, values: readonly unknown[]): Promise<pg.QueryResult> => {
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
  const open = async (query: TemplateStringsArray, values: readonly unknown[]): Promise<pg.QueryResult> => {
    beforeEach();
    return send(query, values);
  };
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray, ...values: unknown[]) =>
      // The caller names the columns of its own statement, as with Prisma.
      (await open(query, values)).rows as Rows,
    $executeRaw: async (query, ...values) => {
      if (atCommit === undefined || !values.includes(AT_COMMIT)) return (await open(query, values)).rowCount ?? 0;
      beforeEach();
      atCommit.push(() => send(query, values));
      return 0;
    },
  };
}
