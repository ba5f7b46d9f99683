import {
  type ListOrder,
  type PagesRequest,
  pageClauses,
  readPages,
  readVisiblePages,
} from '../../../runtime/database/keyset.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import { type Client, notBlocked } from './client.ts';

/** A person's position in a list of people. */
export interface ListedPerson {
  /** The id of the friendship or block that puts the person there: the list's order. */
  readonly id: string;
  readonly userId: string;
}

type Page = PageRequest<readonly [string]>;
type Pages = PagesRequest<readonly [string]>;

const BY_FRIENDSHIP: ListOrder = { by: [['f.id', 'text']], direction: 'DESC' };
const BY_BLOCK: ListOrder = { by: [['b.id', 'text']], direction: 'DESC' };

/**
 * Reads of lists of people, one statement for all owners. A list of friends is seen by its owner and the owner's friends,
 * without people who have a block with the viewer or are suspended. Its size counts them, so that it does not reveal a block.
 * Batch reads are in the order of `ownerIds`, pages in reading order.
 */
export const createPeopleReads = (db: Client) => ({
  /** Null where the viewer may not see that person's list. */
  friendPages: (viewerId: string, owners: Pages): Promise<(ListedPerson[] | null)[]> =>
    readVisiblePages<ListedPerson>(
      db,
      owners,
      BY_FRIENDSHIP,
      ({ parent, beyond, order }) => sql`
        SELECT f.id, f.friend_id AS "userId" FROM friendship f WHERE ${friendsSeenBy(viewerId, parent)} AND ${beyond} ${order}`,
      visibleTo(viewerId, OWNER),
    ),

  /** Null where the viewer may not see that person's list. */
  async friendCounts(viewerId: string, ownerIds: readonly string[]): Promise<(number | null)[]> {
    const rows = await db.$queryRaw<{ ownerId: string; total: number }[]>`
      SELECT parent.id AS "ownerId", (SELECT count(*)::int FROM friendship f WHERE f.user_id = ${OWNER}) AS total
      FROM unnest(${ownerIds}::text[]) AS parent (id) WHERE ${visibleTo(viewerId, OWNER)}`;
    return totalsOf(ownerIds, rows);
  },

  /** Friends of both the viewer and each owner; none while one of these two has blocked the other. */
  mutualFriendPages: (viewerId: string, owners: Pages): Promise<ListedPerson[][]> =>
    readPages<ListedPerson>(
      db,
      owners,
      BY_FRIENDSHIP,
      ({ parent, beyond, order }) => sql`
        SELECT f.id, f.friend_id AS "userId" ${sharedFriends(viewerId, parent)} AND ${beyond} ${order}`,
    ),

  async mutualFriendCounts(viewerId: string, ownerIds: readonly string[]): Promise<(number | null)[]> {
    const rows = await db.$queryRaw<{ ownerId: string; total: number }[]>`
      SELECT parent.id AS "ownerId", (SELECT count(*)::int ${sharedFriends(viewerId, OWNER)}) AS total
      FROM unnest(${ownerIds}::text[]) AS parent (id)`;
    return totalsOf(ownerIds, rows);
  },

  async blockedPage(viewerId: string, page: Page): Promise<ListedPerson[]> {
    const { beyond, order } = pageClauses(BY_BLOCK, page);
    return db.$queryRaw<ListedPerson[]>`
      SELECT b.id, b.blocked_id AS "userId" FROM block b WHERE b.user_id = ${viewerId} AND ${beyond} ${order}`;
  },

  /** At most `limit` friends after an id, in the order of ids. For services: nothing is hidden from a viewer. */
  async friendIdsAfter(userId: string, after: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ friendId: string }[]>`
      SELECT friend_id AS "friendId" FROM friendship WHERE user_id = ${userId} AND friend_id > ${after}
      ORDER BY friend_id LIMIT ${limit}`;
    return rows.map(({ friendId }) => friendId);
  },

  async blockedCount(viewerId: string): Promise<number> {
    const rows = await db.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM block WHERE user_id = ${viewerId}`;
    return rows[0]?.total ?? 0;
  },
});

/** The owner, where the owners are the rows `parent`. */
const OWNER = sql`parent.id`;

const visibleTo = (viewerId: string, owner: SqlFragment) => sql`(${owner} = ${viewerId}
  OR NOT ${isSuspended(owner)} AND EXISTS (SELECT FROM friendship v WHERE v.user_id = ${viewerId} AND v.friend_id = ${owner}))`;

const friendsSeenBy = (viewerId: string, owner: SqlFragment) => sql`f.user_id = ${owner}
  AND ${notBlocked(sql`f.friend_id`, sql`${viewerId}`)} AND NOT ${isSuspended(sql`f.friend_id`)}`;

const sharedFriends = (viewerId: string, owner: SqlFragment) => sql`
  FROM friendship f JOIN friendship s ON s.user_id = ${owner} AND s.friend_id = f.friend_id
  WHERE f.user_id = ${viewerId} AND ${notBlocked(sql`${viewerId}`, owner)}
    AND NOT ${isSuspended(owner)} AND NOT ${isSuspended(sql`f.friend_id`)}`;

function totalsOf(ownerIds: readonly string[], rows: readonly { ownerId: string; total: number }[]): (number | null)[] {
  const totals = new Map(rows.map(({ ownerId, total }) => [ownerId, total]));
  return ownerIds.map((ownerId) => totals.get(ownerId) ?? null);
}
