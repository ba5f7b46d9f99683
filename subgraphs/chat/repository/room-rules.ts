import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { addChange, lockConversation } from './changes.ts';

/** Who may write in the room of a stream, who may enter it, and how often one person may write. */
export interface RoomRules {
  readonly writeMode: 'EVERYONE' | 'FOLLOWERS' | 'NOBODY';
  /** Seconds between two messages of one person; 0 for no limit. */
  readonly slowModeSeconds: number;
}

/** Whether a person is banned from a stream since an instant. */
export interface RoomBan {
  readonly streamId: string;
  readonly userId: string;
  readonly isActive: boolean;
  /** When it ends; null for good. */
  readonly until: Date | null;
  readonly at: Date;
}

/** Rules of the rooms of streams, as the streaming domain publishes them. */
export const createRoomRuleStore = (db: Prisma.TransactionClient) => ({
  /** Sets the rules of the room of a stream, and who may enter it; null when there is no such room. */
  async setRoomRules(
    streamId: string,
    { writeMode, slowModeSeconds }: RoomRules,
    audience: 'EVERYONE' | 'FOLLOWERS' | 'FRIENDS',
  ): Promise<string | null> {
    const [room] = await db.$queryRaw<{ id: string }[]>`
      UPDATE conversation SET write_mode = ${writeMode}, slow_mode_seconds = ${slowModeSeconds}::int, audience = ${audience}
      WHERE stream_id = ${streamId} RETURNING id`;
    return room?.id ?? null;
  },

  /** Records that a person is banned from a stream, or no longer; an older fact changes nothing. */
  async noteRoomBan({ streamId, userId, isActive, until, at }: RoomBan): Promise<void> {
    await db.$executeRaw`
      INSERT INTO room_ban AS known (stream_id, user_id, is_active, until, changed_at)
      VALUES (${streamId}, ${userId}, ${isActive}::boolean, ${until}::timestamptz, ${at}::timestamptz)
      ON CONFLICT (stream_id, user_id) DO UPDATE
      SET is_active = excluded.is_active, until = excluded.until, changed_at = excluded.changed_at
      WHERE known.changed_at <= excluded.changed_at`;
  },

  /** The id of the room of a stream; null when there is none. */
  async roomOfStream(streamId: string): Promise<string | null> {
    const [room] = await db.$queryRaw<{ id: string }[]>`SELECT id FROM conversation WHERE stream_id = ${streamId}`;
    return room?.id ?? null;
  },

  /** Rooms for the followers of a person that are not closed. */
  async openFollowersRoomsOf(userId: string): Promise<string[]> {
    const rooms = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM conversation WHERE created_by = ${userId} AND audience = 'FOLLOWERS' AND closes_at IS NULL`;
    return rooms.map(({ id }) => id);
  },

  /** Makes a member of a room its admin, or an admin a member, and logs it. Its owner, and who is no member, stay as they are. */
  async setRoomRole(conversationId: string, userId: string, role: 'ADMIN' | 'MEMBER', at: Date): Promise<void> {
    await lockConversation(db, conversationId);
    const changed = await db.$executeRaw`
      UPDATE member SET role = ${role}
      WHERE conversation_id = ${conversationId} AND user_id = ${userId} AND role <> 'OWNER' AND role <> ${role}`;
    if (changed > 0) await addChange(db, { conversationId, kind: 'MEMBER_CHANGED', memberIds: [userId], at });
  },

  /** Takes a person's turn to write in a room with slow mode; the seconds to wait when it is not theirs yet, else 0. */
  async takeTurn(conversationId: string, userId: string, slowModeSeconds: number, at: Date): Promise<number> {
    const taken = await db.$executeRaw`
      INSERT INTO room_pace AS pace (conversation_id, user_id, wrote_at)
      VALUES (${conversationId}, ${userId}, ${at}::timestamptz)
      ON CONFLICT (conversation_id, user_id) DO UPDATE SET wrote_at = excluded.wrote_at
      WHERE pace.wrote_at <= excluded.wrote_at - make_interval(secs => ${slowModeSeconds}::int)`;
    if (taken > 0) return 0;
    const [pace] = await db.$queryRaw<{ wroteAt: Date }[]>`
      SELECT wrote_at AS "wroteAt" FROM room_pace WHERE conversation_id = ${conversationId} AND user_id = ${userId}`;
    const waitedMs = at.getTime() - (pace?.wroteAt.getTime() ?? at.getTime());
    return Math.max(1, Math.ceil(slowModeSeconds - waitedMs / 1_000));
  },
});
