import type { Sql } from './database.ts';
import { rawSql, type SqlFragment } from './sql-fragment.ts';

/**
 * At the beginning of a template: the statement is planned for its values each time. A plan serves all values otherwise, which
 * suits ids and pages; what a search finds, and by which index, depends on the words.
 */
export const CUSTOM_PLAN: SqlFragment = rawSql('');

/** SQL of a pool that runs each statement with {@link CUSTOM_PLAN} in a transaction of its own, which is where it is obeyed. */
export function withCustomPlans(
  pool: Sql,
  transact: <Value>(work: (sql: Sql) => Promise<Value>) => Promise<Value>,
): Sql {
  return {
    $queryRaw: (query, ...values) =>
      values.includes(CUSTOM_PLAN)
        ? transact(async (sql) => sql.$queryRaw(query, ...values))
        : pool.$queryRaw(query, ...values),
    $executeRaw: (query, ...values) =>
      values.includes(CUSTOM_PLAN)
        ? transact(async (sql) => sql.$executeRaw(query, ...values))
        : pool.$executeRaw(query, ...values),
  };
}
