import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { roomKeyOf } from '../operations/enter-room.ts';
import { findRecipients, findRecipientsOfEach } from '../operations/find-recipients.ts';
import { listConversations, listRooms } from '../operations/list-conversations.ts';
import { searchMessages } from '../operations/search-messages.ts';

export const query: QueryResolvers = {
  conversations: (_, args, context) => listConversations(context, args),
  conversation: (_, { id }, { conversations }) => conversations.load(id),
  unreadConversationCount: (_, __, { caller, repository, now }) =>
    repository.unreadConversationCount(viewerOf(caller), now()),
  async conversationsCursor(_, __, { caller, inboxPosition, inboxLog, streams }) {
    return streams.cursor(inboxLog, viewerOf(caller), await inboxPosition.read());
  },
  room: (_, { name }, { caller, repository }) => repository.room(viewerOf(caller), roomKeyOf(name)),
  rooms: (_, page, context) => listRooms(context, page),
  searchMessages: (_, args, context) => searchMessages(context, args),
  messageRecipients: async (_, { messageId, newlyMentioned }, context) =>
    (await findRecipients(context, messageId, newlyMentioned)).map((id) => ({ id })),
  messageRecipientIds: (_, { messageIds }, context) => findRecipientsOfEach(context, messageIds),
};
