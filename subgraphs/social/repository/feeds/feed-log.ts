import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { LogRow } from '../../../../runtime/live/durable-log.ts';
import { createStoredLog, type StoredRow } from '../../../../runtime/live/stored-log.ts';
import { POST_LOG_NAME, type PostEntry } from '../posts/post-log.ts';
import { isVisiblePost } from '../posts/visible-sql.ts';
import { mutedWordsOf } from './feed-head-sql.ts';
import { comesIn, type FeedRow, type FeedRules, feedColumns } from './feed-item-sql.ts';
import { isAuthorOf } from './feed-sources-sql.ts';
import { isWanted } from './wanted-sql.ts';

/** Which new posts come into a feed. */
interface ItemRules extends FeedRules {
  /** Those with tags that the viewer follows, too. */
  readonly includesTags: boolean;
  /** Whether reposts come in only when the policy of the viewer says so. */
  readonly obeysPolicy: boolean;
}

/** Posts as they come into feeds. */
export const createFeedLog = (db: Sql) => ({
  /** The log of all posts: a viewer receives those of people and tags that they follow, and their own. */
  feedLog: createStoredLog<PostEntry>(db, {
    name: POST_LOG_NAME,
    entryOf: (row) => row,
    relevant: (rows, viewerIds) => relevantTo(db, rows, viewerIds),
  }),

  /** A post as it comes into the feed of a viewer now, with the words that they have muted; null when it does not. */
  async feedItem(rules: ItemRules, postId: string): Promise<{ row: FeedRow; mutedWords: string[] } | null> {
    const { viewerId, now } = rules;
    const [found] = await db.$queryRaw<(FeedRow & { mutedWords: string[] })[]>`
      SELECT ${feedColumns(rules)}, ${mutedWordsOf(viewerId, now)} AS "mutedWords" FROM (
        SELECT item.id, CASE WHEN ${isAuthorOf(rules, sql`item.author_id`)} THEN 'FOLLOWED' ELSE 'TAG' END AS source,
          (SELECT min(ft.tag) FROM post_tag AS pt JOIN followed_tag AS ft ON ft.tag = pt.tag AND ft.user_id = ${viewerId}
            WHERE pt.post_id = item.id) AS tag
        FROM post AS item WHERE item.id = ${postId}) AS c
      JOIN post AS p ON p.id = c.id LEFT JOIN post AS original ON original.id = p.repost_of_id
      WHERE (c.source = 'FOLLOWED' OR (${rules.includesTags} AND c.tag IS NOT NULL)) AND ${comesIn(rules)}
        AND (p.repost_of_id IS NULL OR NOT ${rules.obeysPolicy} OR NOT EXISTS (
          SELECT FROM feed_policy AS policy WHERE policy.user_id = ${viewerId} AND NOT policy.include_reposts))`;
    if (found === undefined) return null;
    const { mutedWords, ...row } = found;
    return { row, mutedWords };
  },
});

/** Of each row, the viewers whom it concerns and who may see it now, in one statement. */
async function relevantTo(
  db: Sql,
  rows: readonly LogRow<StoredRow<PostEntry>>[],
  viewerIds: readonly string[],
): Promise<ReadonlySet<string>[]> {
  const postIds = rows.map(({ entry }) => entry.data.postId);
  const found = await db.$queryRaw<{ nth: number; viewerId: string }[]>`
    SELECT e.nth::int AS nth, v.id AS "viewerId"
    FROM unnest(${postIds}::text[]) WITH ORDINALITY AS e(id, nth)
    JOIN post AS p ON p.id = e.id LEFT JOIN post AS original ON original.id = p.repost_of_id
    CROSS JOIN LATERAL (
      SELECT f.follower_id AS id FROM follow AS f
      WHERE f.followee_id = p.author_id AND f.follower_id = ANY (${[...viewerIds]}::text[])
      UNION SELECT ft.user_id FROM post_tag AS pt JOIN followed_tag AS ft ON ft.tag = pt.tag
      WHERE pt.post_id = p.id AND ft.user_id = ANY (${[...viewerIds]}::text[])
      UNION SELECT p.author_id WHERE p.author_id = ANY (${[...viewerIds]}::text[])) AS v
    WHERE ${isVisiblePost(sql`p`, sql`v.id`)} AND ${isWanted(sql`v.id`, sql`now()`)}`;
  const viewers = Map.groupBy(found, ({ nth }) => nth);
  return rows.map((_, at) => new Set((viewers.get(at + 1) ?? []).map(({ viewerId }) => viewerId)));
}
