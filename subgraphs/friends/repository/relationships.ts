import type { Client } from './client.ts';
import type { FriendRequest, FriendRequestStatus } from './requests.ts';

/** A friendship, or one person's block of another. */
export interface Tie {
  readonly id: string;
  readonly since: Date;
}

/** Friendship, blocks and latest request of two people, seen from one of them. */
export interface Relationship {
  readonly viewerId: string;
  readonly otherId: string;
  readonly friendship: Tie | null;
  readonly blockByViewer: Tie | null;
  readonly blockByOther: Tie | null;
  /** The latest request between the two, open or settled; null also when a block deleted it. */
  readonly request: FriendRequest | null;
}

interface Row {
  otherId: string;
  friendshipId: string | null;
  friendsSince: Date | null;
  ownBlockId: string | null;
  ownBlockSince: Date | null;
  otherBlockId: string | null;
  otherBlockSince: Date | null;
  requestId: string | null;
  senderId: string | null;
  receiverId: string | null;
  status: FriendRequestStatus | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** Reads and writes relationships. */
export const createRelationships = (db: Client) => ({
  /** The relationships of one person with each of `otherIds`, in their order. One statement. */
  relationships: (viewerId: string, otherIds: readonly string[]) => readRelationships(db, viewerId, otherIds),

  /** Reads the relationship of two different people and locks it until the transaction ends. */
  async lockRelationship(viewerId: string, otherId: string): Promise<Relationship> {
    const [low, high] = inOrder(viewerId, otherId);
    // Two statements: a single one that waits for the lock would read the state from before the wait.
    await db.$executeRaw`
      INSERT INTO pair (user_low, user_high) VALUES (${low}, ${high})
      ON CONFLICT (user_low, user_high) DO UPDATE SET user_low = EXCLUDED.user_low`;
    const [relationship] = await readRelationships(db, viewerId, [otherId]);
    if (relationship === undefined) throw new Error(`no relationship of ${viewerId} with ${otherId} was read`);
    return relationship;
  },

  /** Stores the differences. The pair is locked, and `before` and `after` have the same viewer. */
  async saveRelationship(before: Relationship, after: Relationship): Promise<void> {
    if (after.request !== before.request) await saveRequest(db, before, after);
    if (after.friendship !== before.friendship) await saveFriendship(db, after);
    if (after.blockByViewer !== before.blockByViewer) await saveBlock(db, after);
  },
});

async function readRelationships(db: Client, viewerId: string, otherIds: readonly string[]): Promise<Relationship[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT o.other_id AS "otherId", f.id AS "friendshipId", f.since AS "friendsSince",
      own.id AS "ownBlockId", own.since AS "ownBlockSince", foreign_block.id AS "otherBlockId", foreign_block.since AS "otherBlockSince",
      r.id AS "requestId", r.sender_id AS "senderId", r.receiver_id AS "receiverId", r.status,
      r.created_at AS "createdAt", r.updated_at AS "updatedAt"
    FROM unnest(${otherIds}::text[]) WITH ORDINALITY AS o(other_id, place)
    LEFT JOIN friendship f ON f.user_id = ${viewerId} AND f.friend_id = o.other_id
    LEFT JOIN block own ON own.user_id = ${viewerId} AND own.blocked_id = o.other_id
    LEFT JOIN block foreign_block ON foreign_block.user_id = o.other_id AND foreign_block.blocked_id = ${viewerId}
    LEFT JOIN pair p ON p.user_low = LEAST(o.other_id, ${viewerId} COLLATE "C")
      AND p.user_high = GREATEST(o.other_id, ${viewerId} COLLATE "C")
    LEFT JOIN friend_request r ON r.id = p.request_id
    ORDER BY o.place`;
  return rows.map((row) => toRelationship(viewerId, row));
}

const toRelationship = (viewerId: string, row: Row): Relationship => ({
  viewerId,
  otherId: row.otherId,
  friendship: toTie(row.friendshipId, row.friendsSince),
  blockByViewer: toTie(row.ownBlockId, row.ownBlockSince),
  blockByOther: toTie(row.otherBlockId, row.otherBlockSince),
  request: toRequest(row),
});

const toTie = (id: string | null, since: Date | null): Tie | null =>
  id === null || since === null ? null : { id, since };

function toRequest({ requestId, senderId, receiverId, status, createdAt, updatedAt }: Row): FriendRequest | null {
  if (requestId === null || senderId === null || receiverId === null) return null;
  if (status === null || createdAt === null || updatedAt === null) return null;
  return { id: requestId, senderId, receiverId, status, createdAt, updatedAt };
}

const inOrder = (one: string, other: string): readonly [string, string] => (one < other ? [one, other] : [other, one]);

/** Inserts a new request, settles an old one, or removes it, and points the pair at the latest. */
async function saveRequest(
  db: Client,
  before: Relationship,
  { viewerId, otherId, request }: Relationship,
): Promise<void> {
  if (request === null) await db.$executeRaw`DELETE FROM friend_request WHERE id = ${before.request?.id ?? null}`;
  else {
    await db.$executeRaw`
      INSERT INTO friend_request (id, sender_id, receiver_id, status, created_at, updated_at)
      VALUES (${request.id}, ${request.senderId}, ${request.receiverId}, ${request.status}, ${request.createdAt}, ${request.updatedAt})
      ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, updated_at = EXCLUDED.updated_at`;
  }
  if (request?.id === before.request?.id) return;
  const [low, high] = inOrder(viewerId, otherId);
  await db.$executeRaw`UPDATE pair SET request_id = ${request?.id ?? null} WHERE user_low = ${low} AND user_high = ${high}`;
}

async function saveFriendship(db: Client, { viewerId, otherId, friendship }: Relationship): Promise<void> {
  if (friendship === null) {
    await db.$executeRaw`
      DELETE FROM friendship
      WHERE (user_id = ${viewerId} AND friend_id = ${otherId}) OR (user_id = ${otherId} AND friend_id = ${viewerId})`;
    return;
  }
  const { id, since } = friendship;
  await db.$executeRaw`
    INSERT INTO friendship (user_id, friend_id, id, since)
    VALUES (${viewerId}, ${otherId}, ${id}, ${since}), (${otherId}, ${viewerId}, ${id}, ${since})`;
}

async function saveBlock(db: Client, { viewerId, otherId, blockByViewer }: Relationship): Promise<void> {
  if (blockByViewer === null) {
    await db.$executeRaw`DELETE FROM block WHERE user_id = ${viewerId} AND blocked_id = ${otherId}`;
    return;
  }
  const { id, since } = blockByViewer;
  await db.$executeRaw`INSERT INTO block (user_id, blocked_id, id, since) VALUES (${viewerId}, ${otherId}, ${id}, ${since})`;
}
