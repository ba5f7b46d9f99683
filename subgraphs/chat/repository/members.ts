import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isReadableBy } from './audience.ts';
import { addChange, lockConversation } from './changes.ts';
import { IS_BLOCKED, type MemberRole } from './conversation-rows.ts';

/** Sort key of a member in a conversation's list: the change with which they joined, then their id. */
export type JoiningKey = readonly [joinedChange: number, userId: string];

/** A person within a conversation. */
export interface ConversationMember {
  readonly conversationId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly joinedAt: Date;
  readonly joinedChange: number;
  readonly readSequence: number;
  readonly deliveredSequence: number;
}

/** A role to be given by the owner of a group. */
export interface RoleDraft {
  readonly conversationId: string;
  readonly ownerId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly at: Date;
}

interface MemberRow {
  conversation_id: string;
  user_id: string;
  role: MemberRole;
  joined_at: Date;
  joined_change: bigint;
  read_sequence: bigint;
  delivered_sequence: bigint;
}

const toMember = (row: MemberRow): ConversationMember => ({
  conversationId: row.conversation_id,
  userId: row.user_id,
  role: row.role,
  joinedAt: row.joined_at,
  joinedChange: Number(row.joined_change),
  readSequence: Number(row.read_sequence),
  deliveredSequence: Number(row.delivered_sequence),
});

const BY_JOINING: ListOrder = {
  by: [
    ['m.joined_change', 'bigint'],
    ['m.user_id', 'text'],
  ],
  direction: 'ASC',
};

/** Who belongs where, and how far each has read. */
export function createMemberStore(db: Prisma.TransactionClient) {
  const members = async (conversationId: string, userIds: readonly string[]): Promise<ConversationMember[]> => {
    const rows = await db.$queryRaw<MemberRow[]>`
      SELECT * FROM member WHERE conversation_id = ${conversationId} AND user_id = ANY (${[...userIds]})`;
    return rows.map(toMember);
  };

  return {
    /** Members among `userIds`. */
    members,

    /** A page of the members of each conversation, in the order of joining. */
    async memberPages(conversations: PagesRequest<JoiningKey>): Promise<ConversationMember[][]> {
      const pages = await readPages<MemberRow>(
        db,
        conversations,
        BY_JOINING,
        ({ parent, beyond, order }) => sql`
          SELECT m.* FROM member AS m WHERE m.conversation_id = ${parent} AND ${beyond} ${order}`,
      );
      return pages.map((rows) => rows.map(toMember));
    },

    /** Which of these viewers may follow the conversation: members and, of a room, its audience; not a blocked pair. */
    async permittedIn(conversationId: string, viewerIds: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await db.$queryRaw<{ viewer_id: string }[]>`
        SELECT viewer_id FROM unnest(${[...viewerIds]}::text[]) AS listening (viewer_id), conversation AS c
        WHERE c.id = ${conversationId} AND NOT ${IS_BLOCKED}
          AND ${isReadableBy(sql`listening.viewer_id`)}`;
      return new Set(rows.map(({ viewer_id }) => viewer_id));
    },

    /**
     * Adds members and logs it; existing members stay as they are. Locks the conversation, so that its limit holds.
     * Returns who was added, or null when there would be more than `limit`.
     */
    async addMembers(
      conversationId: string,
      userIds: readonly string[],
      limit: number,
      at: Date,
    ): Promise<string[] | null> {
      const [conversation] = await db.$queryRaw<{ member_count: number; change_sequence: bigint }[]>`
        SELECT member_count, change_sequence FROM conversation WHERE id = ${conversationId} FOR NO KEY UPDATE`;
      if (conversation === undefined) return [];
      const present = await members(conversationId, userIds);
      const joining = userIds.filter((userId) => !present.some((member) => member.userId === userId));
      if (joining.length === 0) return [];
      if (conversation.member_count + joining.length > limit) return null;
      await db.$executeRaw`
        INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change, read_sequence, delivered_sequence)
        SELECT ${conversationId}, user_id, 'MEMBER', ${at}, ${conversation.change_sequence} + nth, c.last_sequence, c.last_sequence
        FROM unnest(${joining}::text[]) WITH ORDINALITY AS joining (user_id, nth), conversation AS c WHERE c.id = ${conversationId}`;
      await addChange(db, { conversationId, kind: 'MEMBER_JOINED', memberIds: joining, at });
      await db.$executeRaw`UPDATE conversation SET member_count = member_count + ${joining.length}::int WHERE id = ${conversationId}`;
      return joining;
    },

    /** Removes a member and logs it; false when they were none. A group left by its owner gets a new one. */
    async removeMember(conversationId: string, userId: string, at: Date): Promise<boolean> {
      await lockConversation(db, conversationId);
      const [removed] = await db.$queryRaw<{ role: MemberRole }[]>`
        DELETE FROM member WHERE conversation_id = ${conversationId} AND user_id = ${userId} RETURNING role`;
      if (removed === undefined) return false;
      await db.$executeRaw`UPDATE conversation SET member_count = member_count - 1 WHERE id = ${conversationId}`;
      await addChange(db, { conversationId, kind: 'MEMBER_LEFT', memberIds: [userId], at });
      if (removed.role === 'OWNER') {
        const [heir] = await db.$queryRaw<{ user_id: string }[]>`
          UPDATE member SET role = 'OWNER' WHERE conversation_id = ${conversationId} AND user_id = (
            SELECT user_id FROM member WHERE conversation_id = ${conversationId}
            ORDER BY role = 'ADMIN' DESC, joined_change, user_id LIMIT 1)
          RETURNING user_id`;
        if (heir !== undefined)
          await addChange(db, { conversationId, kind: 'MEMBER_CHANGED', memberIds: [heir.user_id], at });
      }
      return true;
    },

    /**
     * Changes a member's role and logs it; a new owner replaces the old one, who becomes an admin. False when,
     * with the conversation locked, `ownerId` is not its owner or `userId` not a member: of two that hand on the same
     * group at once only one does.
     */
    async changeRole({ conversationId, ownerId, userId, role, at }: RoleDraft): Promise<boolean> {
      await lockConversation(db, conversationId);
      const found = await members(conversationId, [ownerId, userId]);
      const roleOf = (id: string) => found.find((member) => member.userId === id)?.role;
      const before = roleOf(userId);
      if (roleOf(ownerId) !== 'OWNER' || before === undefined) return false;
      if (before === role) return true;
      const set = (id: string, to: MemberRole) =>
        db.$executeRaw`UPDATE member SET role = ${to} WHERE conversation_id = ${conversationId} AND user_id = ${id}`;
      if (role === 'OWNER') await set(ownerId, 'ADMIN');
      await set(userId, role);
      const memberIds = role === 'OWNER' ? [ownerId, userId] : [userId];
      await addChange(db, { conversationId, kind: 'MEMBER_CHANGED', memberIds, at });
      return true;
    },

    /** Renames a conversation and logs it. */
    async setTitle(conversationId: string, title: string, at: Date): Promise<void> {
      await db.$executeRaw`UPDATE conversation SET title = ${title} WHERE id = ${conversationId}`;
      await addChange(db, { conversationId, kind: 'UPDATED', memberIds: [], at });
    },
  };
}
