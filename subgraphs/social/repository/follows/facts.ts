import type { Sql } from '../../../../runtime/database/database.ts';
import type { FactPage } from '../../../../runtime/events/snapshot.ts';
import type { FollowFact } from '../../events.ts';

/** Reads all follows that there are, for domains that keep a copy of them. */
export const createFactReads = (db: Sql) => ({
  /** Follows in the order of follower and followee, whose ids hold no space. */
  async followFacts(after: string | null, limit: number): Promise<FactPage<FollowFact>> {
    const [follower = '', followee = ''] = after?.split(' ') ?? [];
    const rows = await db.$queryRaw<{ followerId: string; followeeId: string; followedAt: Date }[]>`
      SELECT follower_id AS "followerId", followee_id AS "followeeId", followed_at AS "followedAt" FROM follow
      WHERE (follower_id, followee_id) > (${follower}, ${followee}) ORDER BY follower_id, followee_id LIMIT ${limit}::int`;
    const last = rows.at(-1);
    return {
      payloads: rows.map(({ followedAt, ...pair }) => ({ ...pair, at: followedAt.toISOString() })),
      next: last === undefined || rows.length < limit ? null : `${last.followerId} ${last.followeeId}`,
    };
  },

  async countFollows(): Promise<number> {
    const [row] = await db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM follow`;
    return row?.total ?? 0;
  },
});
