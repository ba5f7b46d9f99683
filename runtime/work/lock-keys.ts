import type { Sql } from '../database/database.ts';

/**
 * Has the transactions that add items of a key follow one another, so that positions are in the order of commits: a
 * process that sees an item also sees those before it. Sorted, so that two transactions do not wait for each other.
 */
export async function lockKeys(sql: Sql, kind: string, keys: readonly string[]): Promise<void> {
  const names = [...new Set(keys)].sort().map((key) => `${kind}:${key}`);
  if (names.length === 0) return;
  await sql.$queryRaw`
    SELECT count(pg_advisory_xact_lock(hashtextextended(current_schema() || ':work:' || name, 0)))
    FROM (SELECT name FROM unnest(${names}::text[]) WITH ORDINALITY AS n(name, nth) ORDER BY nth) AS sorted`;
}
