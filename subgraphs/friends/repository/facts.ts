import type { FactPage } from '../../../runtime/events/snapshot.ts';
import type { BlockFact, FriendshipFact } from '../events.ts';
import type { Client } from './client.ts';

/** Keys of a page: ids hold no space. */
const keyOf = (one: string, other: string): string => `${one} ${other}`;
const partsOf = (after: string | null): readonly string[] => after?.split(' ') ?? ['', ''];

const pageOf = <Row, Payload extends object>(
  rows: readonly Row[],
  limit: number,
  toPayload: (row: Row) => Payload,
  toKey: (row: Row) => string,
): FactPage<Payload> => {
  const last = rows.at(-1);
  return { payloads: rows.map(toPayload), next: last === undefined || rows.length < limit ? null : toKey(last) };
};

/** Reads all friendships and blocks that there are, for domains that keep a copy of them. */
export const createFactReads = (db: Client) => ({
  /** Friendships in the order of their two ids, the lesser one first. */
  async friendshipFacts(after: string | null, limit: number): Promise<FactPage<FriendshipFact>> {
    const [low = '', high = ''] = partsOf(after);
    const rows = await db.$queryRaw<{ userId: string; friendId: string; since: Date }[]>`
      SELECT user_id AS "userId", friend_id AS "friendId", since FROM friendship
      WHERE user_id < friend_id AND (user_id, friend_id) > (${low}, ${high})
      ORDER BY user_id, friend_id LIMIT ${limit}::int`;
    return pageOf(
      rows,
      limit,
      ({ userId, friendId, since }) => ({ userIds: [userId, friendId], at: since.toISOString() }),
      ({ userId, friendId }) => keyOf(userId, friendId),
    );
  },

  /** Blocks in the order of blocker and blocked. */
  async blockFacts(after: string | null, limit: number): Promise<FactPage<BlockFact>> {
    const [blocker = '', blocked = ''] = partsOf(after);
    const rows = await db.$queryRaw<{ userId: string; blockedId: string; since: Date }[]>`
      SELECT user_id AS "userId", blocked_id AS "blockedId", since FROM block
      WHERE (user_id, blocked_id) > (${blocker}, ${blocked}) ORDER BY user_id, blocked_id LIMIT ${limit}::int`;
    return pageOf(
      rows,
      limit,
      ({ userId, blockedId, since }) => ({ userId, blockedId, at: since.toISOString() }),
      ({ userId, blockedId }) => keyOf(userId, blockedId),
    );
  },

  countFriendships: async (): Promise<number> => (await db.friendship.count()) / 2,
  countBlocks: (): Promise<number> => db.block.count(),
});
