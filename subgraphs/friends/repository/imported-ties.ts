import type { Sql } from '../../../runtime/database/database.ts';
import type { FriendRequestStatus } from './requests.ts';

/** What there is between two people: a friendship, a request or a block. */
export interface StoredTie {
  /** As an id of a friendship, whatever it is. */
  readonly id: string;
  /** Who asked or blocks; of a friendship either of the two. */
  readonly userId: string;
  readonly friendId: string;
  readonly status: FriendRequestStatus | 'BLOCKED';
  readonly createdAt: Date;
}

/** The same as an older system had it. */
export interface ImportedTie extends StoredTie {
  readonly status: 'ACCEPTED' | 'REQUESTED' | 'REJECTED' | 'BLOCKED';
  readonly updatedAt: Date;
}

/** Prefix of an id by what it is of. */
const withPrefix = (prefix: 'frq' | 'blk', id: string): string => `${prefix}${id.slice('fsh'.length)}`;

const columnsOf = (ties: readonly ImportedTie[]) => ({
  ids: ties.map(({ id }) => id),
  userIds: ties.map(({ userId }) => userId),
  friendIds: ties.map(({ friendId }) => friendId),
  createdAt: ties.map(({ createdAt }) => createdAt),
});

/** What is taken over from older systems, many at a time. */
export const createImportedTies = (db: Sql) => ({
  /** Locks the pairs of the ties until the transaction ends, and returns what there is between the same people. */
  async lockTies(ties: readonly ImportedTie[]): Promise<StoredTie[]> {
    const { userIds, friendIds } = columnsOf(ties);
    // Two statements: a single one that waits for the locks would read the state from before the wait.
    await db.$executeRaw`
      INSERT INTO pair (user_low, user_high)
      SELECT DISTINCT LEAST(t.one COLLATE "C", t.other COLLATE "C"), GREATEST(t.one COLLATE "C", t.other COLLATE "C")
      FROM unnest(${userIds}::text[], ${friendIds}::text[]) AS t (one, other) ORDER BY 1, 2
      ON CONFLICT (user_low, user_high) DO UPDATE SET user_low = EXCLUDED.user_low`;
    return db.$queryRaw<StoredTie[]>`
      WITH t AS (SELECT DISTINCT LEAST(t.one COLLATE "C", t.other COLLATE "C") AS low,
                   GREATEST(t.one COLLATE "C", t.other COLLATE "C") AS high
                 FROM unnest(${userIds}::text[], ${friendIds}::text[]) AS t (one, other))
      SELECT f.id, f.user_id AS "userId", f.friend_id AS "friendId", 'ACCEPTED' AS status, f.since AS "createdAt"
      FROM t JOIN friendship f ON f.user_id = t.low AND f.friend_id = t.high
      UNION ALL
      SELECT 'fsh' || substr(r.id, 4), r.sender_id, r.receiver_id, r.status, r.created_at
      FROM t JOIN pair p ON p.user_low = t.low AND p.user_high = t.high JOIN friend_request r ON r.id = p.request_id
      WHERE r.status IN ('REQUESTED', 'REJECTED')
      UNION ALL
      SELECT 'fsh' || substr(b.id, 4), b.user_id, b.blocked_id, 'BLOCKED', b.since
      FROM t JOIN block b ON (b.user_id = t.low AND b.blocked_id = t.high) OR (b.user_id = t.high AND b.blocked_id = t.low)`;
  },

  /** Stores ties whose pairs are locked and have nothing that contradicts them. */
  async addTies(ties: readonly ImportedTie[], now: Date): Promise<void> {
    if (ties.length === 0) return;
    const people = [...new Set(ties.flatMap(({ userId, friendId }) => [userId, friendId]))].sort();
    await db.$executeRaw`
      INSERT INTO person (user_id, known_since) SELECT p.id, ${now}::timestamptz FROM unnest(${people}::text[]) AS p (id)
      ON CONFLICT DO NOTHING`;
    await addFriendships(
      db,
      ties.filter(({ status }) => status === 'ACCEPTED'),
    );
    await addRequests(
      db,
      ties.filter(({ status }) => status === 'REQUESTED' || status === 'REJECTED'),
    );
    await addBlocks(
      db,
      ties.filter(({ status }) => status === 'BLOCKED'),
    );
  },

  /** Those that are stored with these ids, in no order. */
  tiesById: async (ids: readonly string[]): Promise<StoredTie[]> =>
    db.$queryRaw<StoredTie[]>`
      SELECT f.id, f.user_id AS "userId", f.friend_id AS "friendId", 'ACCEPTED' AS status, f.since AS "createdAt"
      FROM unnest(${[...ids]}::text[]) AS t (id) JOIN friendship f ON f.id = t.id AND f.user_id < f.friend_id
      UNION ALL
      SELECT 'fsh' || substr(r.id, 4), r.sender_id, r.receiver_id, r.status, r.created_at
      FROM friend_request r WHERE r.id = ANY(${ids.map((id) => withPrefix('frq', id))}::text[])
      UNION ALL
      SELECT 'fsh' || substr(b.id, 4), b.user_id, b.blocked_id, 'BLOCKED', b.since
      FROM block b WHERE b.id = ANY(${ids.map((id) => withPrefix('blk', id))}::text[])`,
});

async function addFriendships(db: Sql, ties: readonly ImportedTie[]): Promise<void> {
  if (ties.length === 0) return;
  const { ids, userIds, friendIds, createdAt } = columnsOf(ties);
  await db.$executeRaw`
    INSERT INTO friendship (user_id, friend_id, id, since)
    SELECT side.user_id, side.friend_id, t.id, t.since
    FROM unnest(${ids}::text[], ${userIds}::text[], ${friendIds}::text[], ${createdAt}::timestamptz[])
      AS t (id, one, other, since)
    CROSS JOIN LATERAL (VALUES (t.one, t.other), (t.other, t.one)) AS side (user_id, friend_id)`;
}

async function addRequests(db: Sql, ties: readonly ImportedTie[]): Promise<void> {
  if (ties.length === 0) return;
  const { ids, userIds, friendIds, createdAt } = columnsOf(ties);
  await db.$executeRaw`
    WITH t AS (
      SELECT * FROM unnest(${ids.map((id) => withPrefix('frq', id))}::text[], ${userIds}::text[], ${friendIds}::text[],
        ${ties.map(({ status }) => status)}::text[], ${createdAt}::timestamptz[],
        ${ties.map(({ updatedAt }) => updatedAt)}::timestamptz[])
        AS t (id, sender_id, receiver_id, status, created_at, updated_at)
    ), added AS (
      INSERT INTO friend_request (id, sender_id, receiver_id, status, created_at, updated_at) SELECT * FROM t)
    UPDATE pair p SET request_id = t.id FROM t
    WHERE p.user_low = LEAST(t.sender_id COLLATE "C", t.receiver_id COLLATE "C")
      AND p.user_high = GREATEST(t.sender_id COLLATE "C", t.receiver_id COLLATE "C")`;
}

async function addBlocks(db: Sql, ties: readonly ImportedTie[]): Promise<void> {
  if (ties.length === 0) return;
  const { ids, userIds, friendIds, createdAt } = columnsOf(ties);
  await db.$executeRaw`
    INSERT INTO block (user_id, blocked_id, id, since)
    SELECT * FROM unnest(${userIds}::text[], ${friendIds}::text[], ${ids.map((id) => withPrefix('blk', id))}::text[],
      ${createdAt}::timestamptz[])`;
}
