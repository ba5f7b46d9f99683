import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readVisiblePages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isFollowing, isHiddenPerson, isPrivateAccount } from '../people/people-sql.ts';
import type { Follow, FollowRelation, ListedFollower } from './follow.ts';
import { maySeeFollowers } from './follow-sql.ts';

/** Sort key of a person in a list, latest first. */
export type FollowerKey = readonly [followedAt: string, userId: string];

type RelationRow = Omit<FollowRelation, 'follow'> & {
  readonly [Column in keyof Follow]: Follow[Column] | null;
};

const orderBy = (column: 'follower_id' | 'followee_id'): ListOrder => ({
  by: [
    ['listed.followed_at', 'timestamptz'],
    [`listed.${column}`, 'text'],
  ],
  direction: 'DESC',
});
const FOLLOWERS = orderBy('follower_id');
const FOLLOWEES = orderBy('followee_id');

/** Who follows whom, as one viewer may see it; a visitor's id is empty. Each read is one statement. */
export const createFollowReads = (db: Sql) => ({
  /** How the viewer stands to people, in the order of the ids. */
  async followRelations(viewerId: string, ids: readonly string[]): Promise<(FollowRelation | null)[]> {
    const viewer = sql`${viewerId}::text`;
    const person = sql`asked.id`;
    const rows = await db.$queryRaw<RelationRow[]>`
      SELECT asked.id AS "userId", ${isHiddenPerson(person, viewer)} AS "isHidden", ${isPrivateAccount(person)} AS "isPrivate",
        own.notify, own.weight, own.show_reposts AS "showReposts", own.followed_at AS "followedAt",
        EXISTS (SELECT FROM follow_request AS r
          WHERE r.sender_id = ${viewer} AND r.receiver_id = asked.id AND r.status = 'REQUESTED') AS "isRequested",
        ${isFollowing(person, viewer)} AS "followsViewer"
      FROM unnest(${[...ids]}::text[]) AS asked (id)
      LEFT JOIN follow AS own ON own.follower_id = ${viewer} AND own.followee_id = asked.id`;
    return inOrderOf(ids, rows.map(toRelation), ({ userId }) => userId);
  },

  /** A page of those who follow each person; null where the viewer may not see it. */
  followerPages: (viewerId: string, owners: PagesRequest<FollowerKey>): Promise<(ListedFollower[] | null)[]> =>
    readVisiblePages<ListedFollower>(
      db,
      owners,
      FOLLOWERS,
      ({ parent, beyond, order }) => sql`
        SELECT listed.follower_id AS "userId", listed.followed_at AS "followedAt" FROM follow AS listed
        WHERE listed.followee_id = ${parent} AND NOT ${isHiddenPerson(sql`listed.follower_id`, sql`${viewerId}::text`)}
          AND ${beyond} ${order}`,
      maySeeFollowers(sql`parent.id`, sql`${viewerId}::text`),
    ),

  /** A page of those whom each person follows; null where the viewer may not see it. */
  followeePages: (viewerId: string, owners: PagesRequest<FollowerKey>): Promise<(ListedFollower[] | null)[]> =>
    readVisiblePages<ListedFollower>(
      db,
      owners,
      FOLLOWEES,
      ({ parent, beyond, order }) => sql`
        SELECT listed.followee_id AS "userId", listed.followed_at AS "followedAt" FROM follow AS listed
        WHERE listed.follower_id = ${parent} AND NOT ${isHiddenPerson(sql`listed.followee_id`, sql`${viewerId}::text`)}
          AND ${beyond} ${order}`,
      maySeeFollowers(sql`parent.id`, sql`${viewerId}::text`),
    ),

  /** Whether the first of each pair follows the second, in their order. For services: nothing is hidden. */
  async followsBetween(followerIds: readonly string[], followeeIds: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ follows: boolean }[]>`
      SELECT ${isFollowing(sql`asked.follower_id`, sql`asked.followee_id`)} AS follows
      FROM unnest(${[...followerIds]}::text[], ${[...followeeIds]}::text[])
        WITH ORDINALITY AS asked (follower_id, followee_id, nth) ORDER BY asked.nth`;
    return rows.map(({ follows }) => follows);
  },

  /** Who follows a person, in the order of ids. For services: nothing is hidden. */
  async followerIdsAfter(userId: string, after: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT follower_id AS id FROM follow WHERE followee_id = ${userId} AND follower_id > ${after}
      ORDER BY follower_id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** Those of the people whom a block keeps apart from the viewer, or who are suspended. */
  async hiddenAmong(viewerId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT asked.id FROM unnest(${[...ids]}::text[]) AS asked (id)
      WHERE ${isHiddenPerson(sql`asked.id`, sql`${viewerId}::text`)}`;
    return new Set(rows.map(({ id }) => id));
  },
});

function toRelation({ notify, weight, showReposts, followedAt, ...rest }: RelationRow): FollowRelation {
  if (notify === null || weight === null || showReposts === null || followedAt === null)
    return { ...rest, follow: null };
  return { ...rest, follow: { notify, weight, showReposts, followedAt } };
}
