import { sql } from '../../../runtime/database/sql-fragment.ts';

/** Messages are counted by themselves, then by stretches of 64, 4096, 262144 and 2^24: each level 6 bits above the last. */
const LAST_LEVEL = 4;

/**
 * Parts of a statement that count messages as deleted; `gone` before them returns the conversation and sequence of each that
 * was not deleted before. The caller has locked their conversations, so that none is counted twice.
 */
export const COUNT_DELETIONS = sql`
  counted AS (
    INSERT INTO deletion_count AS known (conversation_id, level, stretch, count)
    SELECT gone.conversation_id, l.level, gone.sequence >> (6 * l.level), count(*)
    FROM gone CROSS JOIN generate_series(0, ${LAST_LEVEL}::int) AS l (level) GROUP BY 1, 2, 3
    ON CONFLICT (conversation_id, level, stretch) DO UPDATE SET count = known.count + excluded.count
  ), newest AS (
    UPDATE conversation AS c SET deleted_sequence = greatest(c.deleted_sequence, last.sequence)
    FROM (SELECT conversation_id, max(sequence) AS sequence FROM gone GROUP BY 1) AS last WHERE c.id = last.conversation_id
  )`;

/**
 * Number of messages after a member's read mark that are not deleted; null where there is no member. Of each level it sums
 * the stretches after the mark up to where the next level continues. `c` is the conversation, `m` the member.
 */
export const UNREAD_COUNT = sql`
  (c.last_sequence - m.read_sequence - CASE WHEN c.deleted_sequence <= m.read_sequence THEN 0 ELSE (
    SELECT coalesce(sum(d.count), 0) FROM generate_series(0, ${LAST_LEVEL}::int) AS l (level)
    JOIN deletion_count AS d ON d.conversation_id = c.id AND d.level = l.level
      AND d.stretch > (m.read_sequence >> (6 * l.level))
      AND (l.level = ${LAST_LEVEL}::int OR d.stretch <= ((m.read_sequence >> (6 * l.level)) | 63))) END)`;
