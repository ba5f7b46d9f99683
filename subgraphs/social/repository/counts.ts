import type { Sql } from '../../../runtime/database/database.ts';

/** Exact counts of one thing by the name of what is counted; a name without changes is absent. */
export type Counts = ReadonlyMap<string, number>;

/** Several counts at once. */
export const createCountStore = (db: Sql) => ({
  /** The counts of each subject, in their order. One statement, so that no change is counted twice. */
  async countsOf(names: readonly string[], subjects: readonly string[]): Promise<Counts[]> {
    const rows = await db.$queryRaw<{ subject: string; name: string; value: bigint }[]>`
      SELECT subject, name, sum(value)::bigint AS value FROM (
        SELECT subject, name, value FROM counter
        WHERE subject = ANY (${[...subjects]}::text[]) AND name = ANY (${[...names]}::text[])
        UNION ALL
        SELECT subject, name, delta FROM counter_change
        WHERE subject = ANY (${[...subjects]}::text[]) AND name = ANY (${[...names]}::text[])) AS both_parts
      GROUP BY subject, name`;
    const bySubject = Map.groupBy(rows, ({ subject }) => subject);
    return subjects.map(
      (subject) => new Map((bySubject.get(subject) ?? []).map(({ name, value }) => [name, Number(value)])),
    );
  },
});
