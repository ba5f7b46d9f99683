import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { createTableLog } from '../../../runtime/live/table-log.ts';
import type { InboxChange } from './inbox-log.ts';
import { createMemberStore } from './members.ts';
import type { ConversationLogEntry } from './message-changes.ts';
import { type Message, type MessageRow, toMessage } from './messages.ts';

interface ChangeRow extends Pick<ConversationLogEntry, 'kind'> {
  message_id: string | null;
  member_id: string | null;
}

interface InboxRow extends Pick<InboxChange, 'kind'> {
  conversation_id: string;
  message_id: string | null;
  member_id: string | null;
}

/** The logs that subscriptions follow. */
export function createDurableLogs(db: Prisma.TransactionClient) {
  const { permittedIn: permitted } = createMemberStore(db);
  return {
    /** The messages of each conversation; the key is the conversation's id. */
    messageLog: createTableLog<MessageRow, Message>(db, {
      name: 'chat.messages',
      entries: { table: 'message', key: 'conversation_id', columns: '*' },
      heads: { table: 'conversation', key: 'id', sequence: 'last_sequence', imported: 'imported_sequence' },
      keepsAll: true,
      entryOf: toMessage,
      permitted,
    }),

    /** All that happens in each conversation; the key is the conversation's id. */
    changeLog: createTableLog<ChangeRow, ConversationLogEntry>(db, {
      name: 'chat.conversation-changes',
      entries: { table: 'conversation_change', key: 'conversation_id', columns: 'kind, message_id, member_id' },
      heads: { table: 'conversation', key: 'id', sequence: 'change_sequence' },
      entryOf: ({ kind, message_id, member_id }) => ({ kind, messageId: message_id, memberId: member_id }),
      permitted,
    }),

    /** Each person's own log of changes; the key is the person's id. */
    inboxLog: createTableLog<InboxRow, InboxChange>(db, {
      name: 'chat.inbox',
      entries: { table: 'person_change', key: 'user_id', columns: 'conversation_id, kind, message_id, member_id' },
      heads: { table: 'person_head', key: 'user_id', sequence: 'sequence' },
      entryOf: ({ conversation_id, kind, message_id, member_id }) => ({
        ...{ conversationId: conversation_id, kind, messageId: message_id, memberId: member_id },
      }),
    }),
  };
}
