import type { Client } from './client.ts';
import type { FriendRequest, FriendRequestStatus } from './requests.ts';

/** A friendship, or one person's block of another. */
export interface Tie {
  readonly id: string;
  readonly since: Date;
}

/** All there is between two people, seen from one of them. */
export interface Standing {
  readonly viewerId: string;
  readonly otherId: string;
  readonly friendship: Tie | null;
  readonly blockByViewer: Tie | null;
  readonly blockByOther: Tie | null;
  /** The latest between the two, settled or not; null as well when a block ended it. */
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

/** Reads and writes of what is between two people. */
export const createStandings = (db: Client) => ({
  /** How one person stands with each of `otherIds`, in their order. */
  standings: (viewerId: string, otherIds: readonly string[]) => readStandings(db, viewerId, otherIds),

  /** The same for one other person, and nobody else changes it until the transaction ends. Two different people. */
  async lockStanding(viewerId: string, otherId: string): Promise<Standing> {
    const [low, high] = inOrder(viewerId, otherId);
    // Locking and reading are two statements: one that waits for the lock would still read what stood before the wait.
    await db.$executeRaw`
      INSERT INTO pair (user_low, user_high) VALUES (${low}, ${high})
      ON CONFLICT (user_low, user_high) DO UPDATE SET user_low = EXCLUDED.user_low`;
    const [standing] = await readStandings(db, viewerId, [otherId]);
    if (standing === undefined) throw new Error(`no standing of ${viewerId} with ${otherId}`);
    return standing;
  },

  /** Stores what differs. The pair is locked, and both are seen from the same person. */
  async saveStanding(before: Standing, after: Standing): Promise<void> {
    if (after.request !== before.request) await saveRequest(db, before, after);
    if (after.friendship !== before.friendship) await saveFriendship(db, after);
    if (after.blockByViewer !== before.blockByViewer) await saveBlock(db, after);
  },
});

async function readStandings(db: Client, viewerId: string, otherIds: readonly string[]): Promise<Standing[]> {
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
  return rows.map((row) => toStanding(viewerId, row));
}

const toStanding = (viewerId: string, row: Row): Standing => ({
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
async function saveRequest(db: Client, before: Standing, { viewerId, otherId, request }: Standing): Promise<void> {
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

async function saveFriendship(db: Client, { viewerId, otherId, friendship }: Standing): Promise<void> {
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

async function saveBlock(db: Client, { viewerId, otherId, blockByViewer }: Standing): Promise<void> {
  if (blockByViewer === null) {
    await db.$executeRaw`DELETE FROM block WHERE user_id = ${viewerId} AND blocked_id = ${otherId}`;
    return;
  }
  const { id, since } = blockByViewer;
  await db.$executeRaw`INSERT INTO block (user_id, blocked_id, id, since) VALUES (${viewerId}, ${otherId}, ${id}, ${since})`;
}
