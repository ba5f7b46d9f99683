import type { DurableLog } from '../../../runtime/live/durable-log.ts';
import type { ChatRepository, ConversationLogEntry, InboxChange, Message } from './index.ts';

/** The messages of each conversation, as subscriptions follow them; the key is the conversation's id. */
export const messageLogOf = (repository: ChatRepository): DurableLog<Message> => ({
  name: 'chat.messages',
  heads: (ids) => repository.messageHeads(ids),
  read: (id, after, limit) => repository.messagesAfter(id, after, limit),
  oldest: async () => 1,
  permitted: (id, viewerIds) => repository.permittedIn(id, viewerIds),
});

/** All that happens in each conversation; the key is the conversation's id. */
export const changeLogOf = (repository: ChatRepository): DurableLog<ConversationLogEntry> => ({
  name: 'chat.conversation-changes',
  heads: (ids) => repository.changeHeads(ids),
  read: (id, after, limit) => repository.changesAfter(id, after, limit),
  oldest: (id) => repository.oldestChange(id),
  permitted: (id, viewerIds) => repository.permittedIn(id, viewerIds),
});

/** Each person's own log of changes; the key is the person's id, and only they may follow it. */
export const inboxLogOf = (repository: ChatRepository): DurableLog<InboxChange> => ({
  name: 'chat.inbox',
  heads: (ids) => repository.inboxHeads(ids),
  read: (id, after, limit) => repository.inboxAfter(id, after, limit),
  oldest: (id) => repository.oldestInboxChange(id),
  permitted: async (id, viewerIds) => new Set(viewerIds.filter((viewerId) => viewerId === id)),
});
