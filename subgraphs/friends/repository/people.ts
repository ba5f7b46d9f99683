import { Prisma } from '../../../prisma/generated/friends/client.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { type Client, notBlocked, pageOf } from './client.ts';

/** A person's place in a list of people. */
export interface ListedPerson {
  /** The id of the friendship or block that puts the person there: the list's order. */
  readonly id: string;
  readonly userId: string;
}

/** A person's page; null where the viewer may not see that person's list. */
export type PeoplePage = readonly ListedPerson[] | null;

type Page = PageRequest<readonly [string]>;
type Row = { ownerId: string; id: string | null; userId: string | null };

/**
 * Reads of lists of people, one statement for all owners. A list of friends is seen by its owner and the owner's friends,
 * without people who have blocked the viewer. Batch reads answer in the order of `ownerIds`, pages in reading order.
 */
export const createPeopleReads = (db: Client) => ({
  async friendPages(viewerId: string, ownerIds: readonly string[], page: Page): Promise<PeoplePage[]> {
    const { beyond, order, limit } = pageOf(page, Prisma.sql`f.id`);
    const rows = await db.$queryRaw<Row[]>`
      SELECT o.owner_id AS "ownerId", l.id, l.friend_id AS "userId"
      FROM unnest(${ownerIds}::text[]) AS o(owner_id)
      LEFT JOIN LATERAL (
        SELECT f.id, f.friend_id FROM friendship f WHERE ${friendsSeenBy(viewerId)} ${beyond} ORDER BY f.id ${order} ${limit}
      ) l ON true
      WHERE ${visibleTo(viewerId)} ORDER BY o.owner_id, l.id ${order}`;
    return pagesOf(ownerIds, rows);
  },

  /** Null where the viewer may not see that person's list. */
  async friendCounts(viewerId: string, ownerIds: readonly string[]): Promise<(number | null)[]> {
    const rows = await db.$queryRaw<{ ownerId: string; total: number }[]>`
      SELECT o.owner_id AS "ownerId", (SELECT count(*)::int FROM friendship f WHERE ${friendsSeenBy(viewerId)}) AS total
      FROM unnest(${ownerIds}::text[]) AS o(owner_id) WHERE ${visibleTo(viewerId)}`;
    return totalsOf(ownerIds, rows);
  },

  /** Friends of both the viewer and each owner; none while one of these two has blocked the other. */
  async mutualFriendPages(viewerId: string, ownerIds: readonly string[], page: Page): Promise<PeoplePage[]> {
    const { beyond, order, limit } = pageOf(page, Prisma.sql`f.id`);
    const rows = await db.$queryRaw<Row[]>`
      SELECT o.owner_id AS "ownerId", l.id, l.friend_id AS "userId"
      FROM unnest(${ownerIds}::text[]) AS o(owner_id)
      LEFT JOIN LATERAL (
        SELECT f.id, f.friend_id ${sharedFriends(viewerId)} ${beyond} ORDER BY f.id ${order} ${limit}
      ) l ON true
      ORDER BY o.owner_id, l.id ${order}`;
    return pagesOf(ownerIds, rows);
  },

  async mutualFriendCounts(viewerId: string, ownerIds: readonly string[]): Promise<(number | null)[]> {
    const rows = await db.$queryRaw<{ ownerId: string; total: number }[]>`
      SELECT o.owner_id AS "ownerId", (SELECT count(*)::int ${sharedFriends(viewerId)}) AS total
      FROM unnest(${ownerIds}::text[]) AS o(owner_id)`;
    return totalsOf(ownerIds, rows);
  },

  async blockedPage(viewerId: string, page: Page): Promise<ListedPerson[]> {
    const { beyond, order, limit } = pageOf(page, Prisma.sql`b.id`);
    return db.$queryRaw<ListedPerson[]>`
      SELECT b.id, b.blocked_id AS "userId" FROM block b WHERE b.user_id = ${viewerId} ${beyond} ORDER BY b.id ${order} ${limit}`;
  },

  /** At most `limit` friends after an id, in the order of ids; whoever asks has no viewer to hide from. */
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

const visibleTo = (viewerId: string) => Prisma.sql`(o.owner_id = ${viewerId}
  OR EXISTS (SELECT FROM friendship v WHERE v.user_id = ${viewerId} AND v.friend_id = o.owner_id))`;

const friendsSeenBy = (viewerId: string) => Prisma.sql`f.user_id = o.owner_id
  AND NOT EXISTS (SELECT FROM block b WHERE b.user_id = f.friend_id AND b.blocked_id = ${viewerId})`;

const sharedFriends = (viewerId: string) => Prisma.sql`
  FROM friendship f JOIN friendship s ON s.user_id = o.owner_id AND s.friend_id = f.friend_id
  WHERE f.user_id = ${viewerId} AND ${notBlocked(Prisma.sql`${viewerId}`, Prisma.sql`o.owner_id`)}`;

function pagesOf(ownerIds: readonly string[], rows: readonly Row[]): PeoplePage[] {
  const pages = new Map<string, ListedPerson[]>();
  for (const { ownerId, id, userId } of rows) {
    const page = pages.get(ownerId) ?? [];
    if (id !== null && userId !== null) page.push({ id, userId });
    pages.set(ownerId, page);
  }
  return ownerIds.map((ownerId) => pages.get(ownerId) ?? null);
}

function totalsOf(ownerIds: readonly string[], rows: readonly { ownerId: string; total: number }[]): (number | null)[] {
  const totals = new Map(rows.map(({ ownerId, total }) => [ownerId, total]));
  return ownerIds.map((ownerId) => totals.get(ownerId) ?? null);
}
