import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { groupedBy } from '../../../runtime/database/loader.ts';
import { IS_BLOCKED } from './conversation-rows.ts';
import { isMutedAt } from './settings.ts';

/** Reads the recipients of notifications about messages. */
export function createRecipientReads(db: Prisma.TransactionClient) {
  return {
    /**
     * Members who have not read a message, except its author, in the order of ids, for each of several messages. Nobody is
     * notified of rooms, of deleted messages or within a blocked pair. A member who has muted the conversation at that instant
     * is notified only in a group, when the message mentions them.
     */
    async unreadBy(messageIds: readonly string[], at: Date): Promise<string[][]> {
      const rows = await db.$queryRaw<{ message_id: string; user_id: string }[]>`
        SELECT message.id AS message_id, m.user_id FROM message JOIN conversation AS c ON c.id = message.conversation_id
        JOIN member AS m ON m.conversation_id = c.id
        WHERE message.id = ANY (${[...messageIds]}::text[]) AND message.deleted_at IS NULL AND c.kind <> 'ROOM' AND NOT ${IS_BLOCKED}
          AND m.user_id <> message.author_id AND m.read_sequence < message.sequence
          AND (NOT ${isMutedAt(at)} OR c.kind = 'GROUP' AND EXISTS (
            SELECT FROM message_mention AS named WHERE named.conversation_id = message.conversation_id
              AND named.sequence = message.sequence AND named.user_id = m.user_id))
        ORDER BY m.user_id`;
      return groupedBy(messageIds, rows, ({ message_id }) => message_id).map((group) =>
        group.map(({ user_id }) => user_id),
      );
    },

    /**
     * Those of `userIds` whom a message names now, whether they have read it or not, in the order of ids; otherwise as
     * `unreadBy`: nobody of a room or of a blocked pair, nor of what was deleted, nor a mute of another than a group.
     */
    async namedAmong(messageId: string, userIds: readonly string[], at: Date): Promise<string[]> {
      const rows = await db.$queryRaw<{ user_id: string }[]>`
        SELECT m.user_id FROM message JOIN conversation AS c ON c.id = message.conversation_id
        JOIN message_mention AS named ON named.conversation_id = c.id AND named.sequence = message.sequence
        JOIN member AS m ON m.conversation_id = c.id AND m.user_id = named.user_id
        WHERE message.id = ${messageId} AND message.deleted_at IS NULL AND c.kind <> 'ROOM' AND NOT ${IS_BLOCKED}
          AND m.user_id <> message.author_id AND m.user_id = ANY (${[...userIds]}::text[])
          AND (NOT ${isMutedAt(at)} OR c.kind = 'GROUP')
        ORDER BY m.user_id`;
      return rows.map(({ user_id }) => user_id);
    },
  };
}
