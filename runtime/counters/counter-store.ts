import type { Sql } from '../database/database.ts';

/** By how much a count changes. */
export interface CounterChange {
  /** Id of what has the count, such as a post. */
  readonly subject: string;
  readonly delta: number;
}

/** Exact counts as a part of a domain's store. `name` is what is counted, such as `likes`. */
export function createCounterStore(sql: Sql) {
  return {
    /**
     * Changes counts in the transaction that decides by a unique row whether there is a change: a second like adds no row and
     * must not come here. Changes of one count do not wait for each other.
     */
    async changeCounters(name: string, changes: readonly CounterChange[]): Promise<void> {
      const [subjects, deltas] = [changes.map(({ subject }) => subject), changes.map(({ delta }) => delta)];
      await sql.$executeRaw`
        INSERT INTO counter_change (name, subject, delta)
        SELECT ${name}, subject, delta FROM unnest(${subjects}::text[], ${deltas}::bigint[]) AS c(subject, delta)`;
    },

    /** The counts of these subjects, in their order; 0 for one without changes. One statement, so that none is counted twice. */
    async readCounters(name: string, subjects: readonly string[]): Promise<number[]> {
      const rows = await sql.$queryRaw<{ value: bigint }[]>`
        SELECT (coalesce(c.value, 0) + coalesce(tail.delta, 0))::bigint AS value
        FROM unnest(${[...subjects]}::text[]) WITH ORDINALITY AS s(subject, nth)
        LEFT JOIN counter AS c ON c.subject = s.subject AND c.name = ${name}
        LEFT JOIN LATERAL (
          SELECT sum(delta) AS delta FROM counter_change AS d WHERE d.subject = s.subject AND d.name = ${name}) AS tail ON TRUE
        ORDER BY s.nth`;
      return rows.map(({ value }) => Number(value));
    },
  };
}
