import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, pageClauses, readPages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { isHiddenPerson } from '../people/people-sql.ts';

/** People whom a person has put together. */
export interface UserList {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly createdAt: Date;
}

/** A person in a list. */
export interface ListMember {
  readonly userId: string;
  readonly addedAt: Date;
}

/** Sort key of a list, by title. */
export type ListKey = readonly [title: string, id: string];

/** Sort key of a member, latest first. */
export type MemberKey = readonly [addedAt: string, userId: string];

const COLUMNS = rawSql(`l.id, l.owner_id AS "ownerId", l.title, l.created_at AS "createdAt"`);

const BY_TITLE: ListOrder = {
  by: [
    ['l.title', 'text'],
    ['l.id', 'text'],
  ],
  direction: 'ASC',
};
const LATEST: ListOrder = {
  by: [
    ['m.added_at', 'timestamptz'],
    ['m.user_id', 'text'],
  ],
  direction: 'DESC',
};

/** Lists of people; each is for its owner alone. */
export const createListStore = (db: Sql) => ({
  /** In the order of the ids; null for those of others. */
  async userLists(ownerId: string, ids: readonly string[]): Promise<(UserList | null)[]> {
    const rows = await db.$queryRaw<UserList[]>`
      SELECT ${COLUMNS} FROM user_list AS l WHERE l.id = ANY (${[...ids]}::text[]) AND l.owner_id = ${ownerId}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  async userListPage(ownerId: string, page: PageRequest<ListKey>): Promise<UserList[]> {
    const { beyond, order } = pageClauses(BY_TITLE, page);
    return db.$queryRaw<UserList[]>`
      SELECT ${COLUMNS} FROM user_list AS l WHERE l.owner_id = ${ownerId} AND ${beyond} ${order}`;
  },

  /** Within a transaction; null when the owner has `limit` lists. */
  async addUserList({ id, ownerId, title, createdAt }: UserList, limit: number): Promise<UserList | null> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':lists:' || ${ownerId}, 0))::text`;
    const [row] = await db.$queryRaw<UserList[]>`
      INSERT INTO user_list AS l (id, owner_id, title, created_at)
      SELECT ${id}, ${ownerId}, ${title}, ${createdAt}::timestamptz
      WHERE (SELECT count(*) FROM user_list WHERE owner_id = ${ownerId}) < ${limit}
      RETURNING ${COLUMNS}`;
    return row ?? null;
  },

  async renameUserList(ownerId: string, id: string, title: string): Promise<UserList | null> {
    const [row] = await db.$queryRaw<UserList[]>`
      UPDATE user_list AS l SET title = ${title} WHERE l.id = ${id} AND l.owner_id = ${ownerId} RETURNING ${COLUMNS}`;
    return row ?? null;
  },

  async deleteUserList(ownerId: string, id: string): Promise<boolean> {
    return (await db.$executeRaw`DELETE FROM user_list WHERE id = ${id} AND owner_id = ${ownerId}`) > 0;
  },

  /** Within a transaction: locks the list. Null for a list of others, false when it would hold more than `limit` people. */
  async addListMembers(
    ownerId: string,
    id: string,
    userIds: readonly string[],
    limit: number,
    now: Date,
  ): Promise<UserList | false | null> {
    const [list] = await db.$queryRaw<UserList[]>`
      SELECT ${COLUMNS} FROM user_list AS l WHERE l.id = ${id} AND l.owner_id = ${ownerId} FOR UPDATE`;
    if (list === undefined) return null;
    const added = await db.$executeRaw`
      INSERT INTO user_list_member (list_id, user_id, added_at)
      SELECT ${id}, given.id, ${now}::timestamptz FROM (SELECT DISTINCT unnest(${[...userIds]}::text[]) AS id) AS given
      WHERE (SELECT count(*) FROM user_list_member WHERE list_id = ${id})
        + (SELECT count(*) FROM unnest(${[...new Set(userIds)]}::text[]) AS n (id)
           WHERE NOT EXISTS (SELECT FROM user_list_member WHERE list_id = ${id} AND user_id = n.id)) <= ${limit}
      ON CONFLICT DO NOTHING`;
    if (added > 0) return list;
    const [row] = await db.$queryRaw<{ present: number }[]>`
      SELECT count(*)::int AS present FROM user_list_member WHERE list_id = ${id} AND user_id = ANY (${[...userIds]}::text[])`;
    return row?.present === new Set(userIds).size ? list : false;
  },

  async removeListMembers(id: string, userIds: readonly string[]): Promise<void> {
    await db.$executeRaw`DELETE FROM user_list_member WHERE list_id = ${id} AND user_id = ANY (${[...userIds]}::text[])`;
  },

  /** Removes a person from all lists of another. */
  async removeFromListsOf(ownerId: string, userId: string): Promise<void> {
    await db.$executeRaw`
      DELETE FROM user_list_member AS m USING user_list AS l
      WHERE m.user_id = ${userId} AND l.id = m.list_id AND l.owner_id = ${ownerId}`;
  },

  /** A page of the members of each list, without people who are hidden from the viewer. */
  listMemberPages: (viewerId: string, lists: PagesRequest<MemberKey>): Promise<ListMember[][]> =>
    readPages<ListMember>(
      db,
      lists,
      LATEST,
      ({ parent, beyond, order }) => sql`
        SELECT m.user_id AS "userId", m.added_at AS "addedAt" FROM user_list_member AS m
        WHERE m.list_id = ${parent} AND NOT ${isHiddenPerson(sql`m.user_id`, sql`${viewerId}::text`)} AND ${beyond} ${order}`,
    ),

  /** How many people are in each list. */
  async listSizes(ids: readonly string[]): Promise<number[]> {
    const rows = await db.$queryRaw<{ size: number }[]>`
      SELECT (SELECT count(*)::int FROM user_list_member AS m WHERE m.list_id = asked.id) AS size
      FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS asked (id, nth) ORDER BY asked.nth`;
    return rows.map(({ size }) => size);
  },
});
