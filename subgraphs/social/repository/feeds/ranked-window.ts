import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { batchOf, type FeedBatch, type HeadedRow as FeedHeadedRow } from './feed-batch.ts';
import { type KeptNumbers, keptNumbers, type NumberRange, newestNumbers } from './feed-candidates-sql.ts';
import { HEAD, mutedWordsOf, sourceOf } from './feed-head-sql.ts';
import { comesIn, type FeedRow, type FeedRules, feedColumns } from './feed-item-sql.ts';
import { isAuthorOf } from './feed-sources-sql.ts';
import { commentedNumbers, likedNumbers, popularNumbers, taggedNumbers } from './recommended-sql.ts';
import { scoreColumns, scoreJoins } from './score-signals-sql.ts';

/** A post that may be shown, with what its score is made of. */
export interface CandidateRow extends FeedRow {
  /** As the viewer follows the author or the one who reposted; null when they do not. */
  readonly followWeight: number | null;
  readonly interactions: number;
  readonly shownOfAuthor: number;
  readonly hiddenOfAuthor: number;
  readonly timesSeen: number;
  readonly networkCount: number;
  readonly hasFollowedTag: boolean;
  readonly likeCount: number;
  readonly commentCount: number;
  readonly repostCount: number;
  readonly reach: number;
}

/** Which posts are to be compared with each other. */
export interface RankedRange extends FeedRules {
  readonly includeComments: boolean;
  /** Posts of others come in as well: with followed tags, liked by people whom the viewer follows, or popular. */
  readonly includesOthers: boolean;
  /** The highest number; null: the newest. */
  readonly top: number | null;
  /** The lowest number; null: as many as a window holds. */
  readonly floor: number | null;
  readonly keptFeed: KeptNumbers | null;
}

/** Posts to be compared with each other. */
export interface RankedWindow extends Omit<FeedBatch, 'rows' | 'scanned' | 'lowest'> {
  readonly top: number;
  /** 0 when there is nothing below the window. */
  readonly floor: number;
  readonly rows: readonly CandidateRow[];
}

/** Posts of people whom the viewer follows that are compared with each other. */
export const WINDOW_SIZE = 200;
const MAX_TAGGED = 100;
const MAX_POPULAR = 40;
/** No window shows more, whatever comes in later. */
const MAX_CANDIDATES = 450;

type HeadedRow = FeedHeadedRow & { readonly top: bigint; readonly floor: bigint };

/** Where candidates come from, the strongest reason first. */
const foundIn = (range: RankedRange, numbers: NumberRange, names: { readonly likes: string }): SqlFragment => sql`
  SELECT followed.number, 1 AS rank, 'FOLLOWED' AS source, NULL::text AS tag FROM followed
  ${range.includeComments ? sql`UNION ALL SELECT number, 2, 'COMMENTED', NULL FROM ${commentedNumbers(range, numbers)} AS commented` : sql``}
  ${
    range.includesOthers
      ? sql`UNION ALL SELECT number, 3, 'TAG', tag FROM ${taggedNumbers(range.viewerId, numbers, MAX_TAGGED)} AS tagged
          UNION ALL SELECT number, 4, 'LIKED', NULL FROM ${likedNumbers(range, numbers)} AS liked
          UNION ALL SELECT number, 5, 'POPULAR', NULL FROM ${popularNumbers(numbers, names.likes, MAX_POPULAR)} AS popular`
      : sql``
  }`;

/** Feeds in the order of scores. */
export const createRankedWindows = (db: Sql) => ({
  /** Reads the posts of a window with what their scores are made of, in one statement. */
  async rankedWindow(range: RankedRange, names: Parameters<typeof scoreJoins>[1]): Promise<RankedWindow> {
    const { viewerId, top, floor, keptFeed, now } = range;
    const below = sql`(SELECT bound.top + 1 FROM bound)`;
    const all = { from: sql`${floor ?? 1}::bigint`, below };
    const numbers = { from: sql`(SELECT low.floor FROM low)`, below };
    const followed =
      keptFeed === null ? newestNumbers(sql`source`, all, WINDOW_SIZE) : keptNumbers(range, keptFeed, all, WINDOW_SIZE);
    const rows = await db.$queryRaw<HeadedRow[]>`
      WITH bound AS MATERIALIZED (
        SELECT newest.head, coalesce(${top}::bigint, newest.head) AS top FROM (SELECT ${HEAD} AS head) AS newest
      ), source AS MATERIALIZED (${sourceOf(range)}), followed AS MATERIALIZED (
        SELECT number FROM ${followed} AS item ORDER BY number DESC LIMIT ${WINDOW_SIZE}
      ), low AS MATERIALIZED (
        SELECT coalesce(${floor}::bigint,
          CASE WHEN count(*) < ${WINDOW_SIZE} THEN ${keptFeed === null ? 0n : keptFeed.floor}::bigint ELSE min(number) END) AS floor FROM followed
      ), candidate AS MATERIALIZED (
        SELECT * FROM (SELECT DISTINCT ON (found.number) found.number, found.source, found.tag
          FROM (${foundIn(range, numbers, names)}) AS found ORDER BY found.number, found.rank, found.tag) AS distinct_numbers
        ORDER BY number DESC LIMIT ${MAX_CANDIDATES}
      )
      SELECT bound.head, bound.top, low.floor, 0 AS scanned, NULL::bigint AS lowest, (SELECT count(*)::int FROM source) AS "authorCount",
        CASE WHEN coalesce(item.nth, 1) = 1 THEN ${mutedWordsOf(viewerId, now)} END AS "mutedWords", item.*
      FROM bound CROSS JOIN low LEFT JOIN (
        SELECT row_number() OVER (ORDER BY c.number DESC) AS nth, ${feedColumns(range)}, ${scoreColumns(range)}
        FROM candidate AS c JOIN post AS p ON p.number = c.number
        LEFT JOIN post AS original ON original.id = p.repost_of_id
        ${scoreJoins(range, names)}
        WHERE ${comesIn(range)}
          AND (c.source IN ('FOLLOWED', 'COMMENTED', 'TAG') OR NOT ${isAuthorOf(range, sql`p.author_id`)})
      ) AS item ON TRUE ORDER BY item.nth`;
    const batch = batchOf(rows);
    return {
      ...batch,
      top: Number(rows[0]?.top ?? 0),
      floor: Number(rows[0]?.floor ?? 0),
      // as: `scoreColumns` are the columns that a candidate has beside those of a row of a feed.
      rows: batch.rows as readonly CandidateRow[],
    };
  },
});
