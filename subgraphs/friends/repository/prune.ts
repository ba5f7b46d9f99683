import type { Client } from './client.ts';

/** Deletes old entries of logs, always the oldest first, so that the rest has no gaps. */
export const createPruning = (db: Client) => ({
  /** Deletes entries older than `before` from at most `logs` logs. Returns the number of deleted entries. */
  pruneOlderThan: async (before: Date, logs: number): Promise<number> =>
    // Entries are stamped before their counter is locked, so an older one may follow a younger one: cut at the last.
    db.$executeRaw`
      WITH cut AS (
        SELECT owner_id, stream, max(sequence) AS sequence FROM change
        WHERE created_at < ${before} GROUP BY owner_id, stream LIMIT ${logs}
      )
      DELETE FROM change c USING cut
      WHERE c.owner_id = cut.owner_id AND c.stream = cut.stream AND c.sequence <= cut.sequence`,

  /** Deletes all but the newest `keep` entries of each log. Returns the number of deleted entries. */
  pruneBeyond: async (keep: number): Promise<number> =>
    db.$executeRaw`
      DELETE FROM change c USING change_head h
      WHERE h.sequence > ${keep} AND c.owner_id = h.owner_id AND c.stream = h.stream AND c.sequence <= h.sequence - ${keep}`,
});
