import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { isInAudience, isReadableBy } from './audience.ts';
import { type Conversation, conversationColumns, toConversation } from './conversation-rows.ts';
import { UNREAD_COUNT } from './deletions.ts';
import { directKeyOf } from './direct-key.ts';
import { IS_ARCHIVED, isMutedAt } from './settings.ts';

/** Sort key of a conversation in a list: milliseconds of its latest activity, then its id. */
export type ActivityKey = readonly [activeAtMs: number, id: string];

/** A conversation to be opened; its first member is the owner of a group or room. */
export interface NewConversation {
  readonly id: string;
  readonly kind: Conversation['kind'];
  readonly title: string | null;
  readonly roomKey: string | null;
  /** Of a room that somebody opened: what no other room's name may look like. */
  readonly titleSkeleton: string | null;
  readonly streamId: string | null;
  /** Who may enter a room: everyone, which is the default, or its opener and their friends or followers. */
  readonly audience?: 'EVERYONE' | 'FOLLOWERS' | 'FRIENDS';
  readonly memberIds: readonly string[];
  readonly createdAt: Date;
}

type Rows = Parameters<typeof toConversation>[0][];

const BY_ACTIVITY: ListOrder = {
  by: [
    ['c.active_at', 'timestamptz'],
    ['c.id', 'text'],
  ],
  direction: 'DESC',
};

/** Finds and opens conversations. */
export function createConversationStore(db: Prisma.TransactionClient) {
  const select = async (
    viewerId: string,
    membership: 'ANY' | 'JOINED',
    condition: SqlFragment,
  ): Promise<Conversation[]> => {
    const join = membership === 'JOINED' ? sql`JOIN` : sql`LEFT JOIN`;
    const rows = await db.$queryRaw<Rows>`
      SELECT ${conversationColumns(viewerId)} FROM conversation AS c
      ${join} member AS m ON m.conversation_id = c.id AND m.user_id = ${viewerId} ${condition}`;
    return rows.map(toConversation);
  };

  return {
    /** In the order of `ids`; null for a conversation the viewer may not read. */
    async conversations(viewerId: string, ids: readonly string[]): Promise<(Conversation | null)[]> {
      const rows = await select(
        viewerId,
        'ANY',
        sql`WHERE c.id = ANY (${[...ids]}) AND ${isReadableBy(sql`${viewerId}`)}`,
      );
      return inOrderOf(ids, rows, ({ id }) => id);
    },

    /**
     * One page of the viewer's own conversations, latest activity first; archived ones, others, or with null all. Without
     * rooms that the viewer may no longer enter.
     */
    inbox(viewerId: string, isArchived: boolean | null, request: PageRequest<ActivityKey>): Promise<Conversation[]> {
      const condition = isArchived === null ? sql`TRUE` : sql`${IS_ARCHIVED} = ${isArchived}`;
      const { beyond, order } = pageClauses(BY_ACTIVITY, request);
      return select(
        viewerId,
        'JOINED',
        sql`WHERE ${condition} AND ${isInAudience(sql`${viewerId}`)} AND ${beyond} ${order}`,
      );
    },

    /** One page of the rooms that people opened, latest activity first; who may know of a stream finds its room there. */
    rooms(viewerId: string, request: PageRequest<ActivityKey>): Promise<Conversation[]> {
      const { beyond, order } = pageClauses(BY_ACTIVITY, request);
      return select(viewerId, 'ANY', sql`WHERE c.kind = 'ROOM' AND c.stream_id IS NULL AND ${beyond} ${order}`);
    },

    /** The room of that key, whether joined or not; null when the viewer may not enter it. */
    async room(viewerId: string, roomKey: string): Promise<Conversation | null> {
      const mayEnter = isInAudience(sql`${viewerId}`);
      return (await select(viewerId, 'ANY', sql`WHERE c.room_key = ${roomKey} AND ${mayEnter}`))[0] ?? null;
    },

    /** Rooms of streams that the viewer may enter, in the order of the streams' ids. */
    async streamRooms(viewerId: string, streamIds: readonly string[]): Promise<(Conversation | null)[]> {
      const mayEnter = isInAudience(sql`${viewerId}`);
      const rows = await select(viewerId, 'ANY', sql`WHERE c.stream_id = ANY (${[...streamIds]}) AND ${mayEnter}`);
      return inOrderOf(streamIds, rows, ({ streamId }) => streamId ?? '');
    },

    /** The viewer's direct conversations with others, in the order of `otherIds`. */
    async directConversations(viewerId: string, otherIds: readonly string[]): Promise<(Conversation | null)[]> {
      const keys = otherIds.map((otherId) => directKeyOf(viewerId, otherId));
      const rows = await select(viewerId, 'JOINED', sql`WHERE c.direct_key = ANY (${keys})`);
      return inOrderOf(otherIds, rows, ({ otherUserId }) => otherUserId ?? '');
    },

    /** The id of a pair's direct conversation; null when there is none. */
    async directConversationOf(one: string, other: string): Promise<string | null> {
      const [found] = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM conversation WHERE direct_key = ${directKeyOf(one, other)}`;
      return found?.id ?? null;
    },

    /** The direct conversation of a pair, and whether they have written to each other; null when they have none. */
    async directTalk(
      one: string,
      other: string,
    ): Promise<{ readonly id: string; readonly hasMessages: boolean } | null> {
      const [found] = await db.$queryRaw<{ id: string; hasMessages: boolean }[]>`
        SELECT id, last_sequence > 0 AS "hasMessages" FROM conversation WHERE direct_key = ${directKeyOf(one, other)}`;
      return found ?? null;
    },

    /** Conversations with something unread at an instant, except rooms and muted or archived ones. */
    async unreadConversationCount(viewerId: string, at: Date): Promise<number> {
      const [row] = await db.$queryRaw<{ count: bigint }[]>`
        SELECT count(*) FROM member AS m JOIN conversation AS c ON c.id = m.conversation_id
        WHERE m.user_id = ${viewerId} AND c.kind <> 'ROOM' AND c.last_sequence > m.read_sequence AND ${UNREAD_COUNT} > 0
          AND NOT ${isMutedAt(at)} AND NOT ${IS_ARCHIVED}`;
      return Number(row?.count ?? 0);
    },

    /** Who opened the room of that key, if it is for their friends only; null for other rooms. */
    async openerOfFriendsRoom(roomKey: string): Promise<string | null> {
      const [room] = await db.$queryRaw<{ createdBy: string | null }[]>`
        SELECT created_by AS "createdBy" FROM conversation WHERE room_key = ${roomKey} AND audience = 'FRIENDS'`;
      return room?.createdBy ?? null;
    },

    /** Rooms for the friends of these people only that are not closed. A closed one has no news to withhold. */
    async openFriendsRoomsOf(userIds: readonly string[]): Promise<string[]> {
      const rooms = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM conversation
        WHERE created_by = ANY (${[...userIds]}) AND audience = 'FRIENDS' AND closes_at IS NULL`;
      return rooms.map(({ id }) => id);
    },

    /** Ends writing in the room of a stream at an instant; what was set first stays. */
    async closeStreamRoom(streamId: string, closesAt: Date): Promise<void> {
      await db.$executeRaw`
        UPDATE conversation SET closes_at = ${closesAt} WHERE stream_id = ${streamId} AND closes_at IS NULL`;
    },

    /** Opens a conversation with its members and its first change; false when its pair, room or stream has one already. */
    async addConversation(draft: NewConversation): Promise<boolean> {
      const [one, other] = draft.memberIds;
      const directKey =
        draft.kind === 'DIRECT' && one !== undefined && other !== undefined ? directKeyOf(one, other) : null;
      const added = await db.$executeRaw`
        INSERT INTO conversation (id, kind, title, direct_key, room_key, title_skeleton, stream_id, audience, created_by, created_at, active_at, change_sequence, member_count)
        VALUES (${draft.id}, ${draft.kind}, ${draft.title}, ${directKey}, ${draft.roomKey}, ${draft.titleSkeleton}, ${draft.streamId}, ${draft.audience ?? 'EVERYONE'}, ${draft.memberIds[0] ?? null},
                ${draft.createdAt}, ${draft.createdAt}, 1, ${draft.memberIds.length}::int)
        ON CONFLICT DO NOTHING`;
      if (added === 0) return false;
      await db.$executeRaw`
        INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change)
        SELECT ${draft.id}, user_id, CASE WHEN nth = 1 AND ${draft.kind} <> 'DIRECT' THEN 'OWNER' ELSE 'MEMBER' END, ${draft.createdAt}, 1
        FROM unnest(${[...draft.memberIds]}::text[]) WITH ORDINALITY AS joining (user_id, nth)`;
      await db.$executeRaw`
        INSERT INTO conversation_change (conversation_id, sequence, kind, created_at)
        VALUES (${draft.id}, 1, 'CREATED', ${draft.createdAt})`;
      return true;
    },
  };
}
