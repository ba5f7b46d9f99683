import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { TIMELINE } from '../../../../runtime/database/timeline.ts';
import { FAN_OUT } from '../posts/post-log.ts';
import { newestNumbers } from './feed-candidates-sql.ts';
import { HEAD } from './feed-head-sql.ts';
import { authorsOf } from './feed-sources-sql.ts';

/** What a kept feed of a person has to fit. */
export interface FeedState {
  /** The newest number of all posts. */
  readonly head: bigint;
  /** Up to this number all posts have been added to kept feeds. */
  readonly distributedTo: bigint;
  readonly followCount: number;
  /** Changes with every follow that begins or ends, and when the database may have lost its newest posts. */
  readonly version: string;
  /** When it was noted last that the person reads their feed; null when it is not kept. */
  readonly readAt: Date | null;
}

/** A post that is to be added to the feeds of the followers of its author. */
interface PostToDistribute {
  readonly number: bigint;
  readonly authorId: string;
  readonly hasMoreFollowers: boolean;
}

/** Which followers of the author of a post. */
interface FollowerPage {
  readonly postId: string;
  readonly after: string;
  readonly limit: number;
  readonly readSince: Date;
}

/** A post waits for it from its publication on, in the same transaction. */
const DISTRIBUTED_TO: SqlFragment = sql`coalesce((
  SELECT min(waiting.number) - 1 FROM (
    SELECT w.payload FROM work_item AS w WHERE w.kind = ${FAN_OUT} AND w.failed_at IS NULL
    UNION ALL SELECT w.payload FROM work_item AS w WHERE w.kind = ${FAN_OUT} AND w.failed_at IS NOT NULL) AS item
  JOIN post AS waiting ON waiting.id = item.payload->>'postId'), ${HEAD})`;

const VERSION: SqlFragment = sql`concat(${TIMELINE}, ':', count(*), ':', extract(epoch FROM max(f.followed_at)))`;

/** What keeping feeds ready reads and notes. */
export const createKeptFeedReads = (db: Sql) => ({
  async feedState(userId: string): Promise<FeedState> {
    const [state] = await db.$queryRaw<FeedState[]>`
      SELECT ${HEAD}::bigint AS head, ${DISTRIBUTED_TO}::bigint AS "distributedTo", follows."followCount", follows.version,
        (SELECT s.read_at FROM feed_seen AS s WHERE s.user_id = ${userId}) AS "readAt"
      FROM (SELECT count(*)::int AS "followCount", ${VERSION} AS version FROM follow AS f WHERE f.follower_id = ${userId}) AS follows`;
    if (state === undefined) throw new Error('a statement without conditions has returned no row');
    return state;
  },

  /** The newest posts of whom a person follows, and the version of these follows, as one statement sees them. */
  async numbersToKeep(userId: string, limit: number): Promise<{ numbers: bigint[]; version: string }> {
    const all = { from: sql`1::bigint`, below: sql`9223372036854775807::bigint` };
    const [row] = await db.$queryRaw<{ numbers: bigint[]; version: string }[]>`
      SELECT (SELECT ${VERSION} FROM follow AS f WHERE f.follower_id = ${userId}) AS version,
        ARRAY(SELECT item.number FROM ${newestNumbers(authorsOf({ viewerId: userId, listId: null }), all, limit)} AS item
          ORDER BY item.number DESC LIMIT ${limit}) AS numbers`;
    return row ?? { numbers: [], version: '' };
  },

  /** Notes that a person reads their feed, so that posts are added to it. */
  async noteFeedRead(userId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO feed_seen (user_id, read_at) VALUES (${userId}, ${now})
      ON CONFLICT (user_id) DO UPDATE SET read_at = excluded.read_at`;
  },

  /** A published post, and whether more than `maxFollowers` follow its author; null when it is gone. */
  async postToDistribute(postId: string, maxFollowers: number): Promise<PostToDistribute | null> {
    const [post] = await db.$queryRaw<PostToDistribute[]>`
      SELECT p.number, p.author_id AS "authorId", (SELECT count(*) > ${maxFollowers} FROM (
        SELECT FROM follow AS f WHERE f.followee_id = p.author_id LIMIT ${maxFollowers + 1}) AS item) AS "hasMoreFollowers"
      FROM post AS p WHERE p.id = ${postId} AND p.number IS NOT NULL AND p.deleted_at IS NULL`;
    return post ?? null;
  },

  /** Followers of the author of a post whose feeds may be kept, by id. */
  async followersWithFeeds({ postId, after, limit, readSince }: FollowerPage): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT f.follower_id AS id FROM post AS p JOIN follow AS f ON f.followee_id = p.author_id
      JOIN feed_seen AS s ON s.user_id = f.follower_id AND s.read_at > ${readSince}
      WHERE p.id = ${postId} AND f.follower_id > ${after} ORDER BY f.follower_id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** Notes that posts of a person are not added to kept feeds any more, but read with them. It stays so. */
  async addLargeAuthor(userId: string): Promise<void> {
    await db.$executeRaw`INSERT INTO large_author (user_id) VALUES (${userId}) ON CONFLICT DO NOTHING`;
  },
});
