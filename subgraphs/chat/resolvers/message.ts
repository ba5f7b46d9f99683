import type { MessageResolvers } from '../generated.ts';

/** Fields of a message. */
export const message: MessageResolvers = {
  __resolveReference: ({ id }, { messages }) => messages.load(id),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  conversation: ({ conversationId }, _, { conversations }) => conversations.load(conversationId),
  clientMessageId: ({ authorId, clientMessageId }, _, { caller }) =>
    authorId === caller.viewerId ? clientMessageId : null,
};
