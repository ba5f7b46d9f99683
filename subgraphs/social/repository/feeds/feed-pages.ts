import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { batchOf, type FeedBatch, type HeadedRow } from './feed-batch.ts';
import { type KeptNumbers, keptNumbers, newestNumbers } from './feed-candidates-sql.ts';
import { HEAD, mutedWordsOf, sourceOf } from './feed-head-sql.ts';
import { comesIn, type FeedRules, feedColumns } from './feed-item-sql.ts';
import { commentedNumbers } from './recommended-sql.ts';

/** Which part of a feed in order of time is to be read. */
export interface FeedRange extends FeedRules {
  /** Posts come in on which people have commented whom the viewer follows. */
  readonly includeComments: boolean;
  /** Only numbers below it; null: from the newest. */
  readonly before: number | null;
  /** Only numbers above it; `mark` is the number up to which the viewer has marked their feed as seen. */
  readonly after: number | 'mark';
  /** Reposts and commented posts come in only as far as the policy of the viewer says, too. */
  readonly obeysPolicy?: boolean;
  /** How many posts are looked at, whether or not they come in. */
  readonly candidates: number;
  /** What is kept ready; null: everything is read from the tables. */
  readonly keptFeed: KeptNumbers | null;
}

const afterMark = (viewerId: string): SqlFragment =>
  sql`coalesce((SELECT mark.number + 1 FROM feed_seen AS mark WHERE mark.user_id = ${viewerId}), 1)`;

/** Whether the policy of the viewer allows it, where it is to be obeyed. `column` is one of the policy. */
const allows = ({ viewerId, obeysPolicy = false }: FeedRange, column: SqlFragment, usual: boolean): SqlFragment =>
  obeysPolicy
    ? sql`coalesce((SELECT policy.${column} FROM feed_policy AS policy WHERE policy.user_id = ${viewerId}), ${usual})`
    : sql`TRUE`;

/** Feeds in the order of time. */
export const createFeedPages = (db: Sql) => ({
  /** Reads a part of a feed, in one statement. */
  async feedBatch(range: FeedRange): Promise<FeedBatch> {
    const { viewerId, before, after, candidates, keptFeed, now } = range;
    const numbers = {
      from: after === 'mark' ? afterMark(viewerId) : sql`${after + 1}::bigint`,
      below: sql`(SELECT bound.below FROM bound)`,
    };
    const followed =
      keptFeed === null
        ? newestNumbers(sql`source`, numbers, candidates)
        : keptNumbers(range, keptFeed, numbers, candidates);
    const rows = await db.$queryRaw<HeadedRow[]>`
      WITH bound AS MATERIALIZED (
        SELECT newest.head, coalesce(${before}::bigint, newest.head + 1) AS below FROM (SELECT ${HEAD} AS head) AS newest
      ), source AS MATERIALIZED (${sourceOf(range)}), candidate AS MATERIALIZED (
        SELECT found.number, max(found.source) AS source, NULL::text AS tag FROM (
          SELECT number, 'FOLLOWED' AS source FROM ${followed} AS followed
          ${range.includeComments ? sql`UNION ALL SELECT number, 'COMMENTED' FROM ${commentedNumbers(range, numbers)} AS commented WHERE ${allows(range, sql`include_replies`, false)}` : sql``}
        ) AS found GROUP BY found.number ORDER BY found.number DESC LIMIT ${candidates}
      )
      SELECT bound.head, scan.scanned, scan.lowest, (SELECT count(*)::int FROM source) AS "authorCount", CASE WHEN coalesce(item.nth, 1) = 1 THEN ${mutedWordsOf(viewerId, now)} END AS "mutedWords", item.*
      FROM bound CROSS JOIN (SELECT count(*)::int AS scanned, min(number) AS lowest FROM candidate) AS scan
      LEFT JOIN (
        SELECT row_number() OVER (ORDER BY c.number DESC) AS nth, ${feedColumns(range)}
        FROM candidate AS c JOIN post AS p ON p.number = c.number
        LEFT JOIN post AS original ON original.id = p.repost_of_id
        WHERE ${comesIn(range)} AND (p.repost_of_id IS NULL OR ${allows(range, sql`include_reposts`, true)})
      ) AS item ON TRUE ORDER BY item.nth`;
    return batchOf(rows);
  },
});
