import type { MessageReceiptsResolvers, MessageResolvers, ReactionResolvers } from '../generated.ts';
import { checkedFirst } from '../operations/checked-first.ts';

const toPerson = (id: string) => ({ id });

/** Fields of a message. */
export const message: MessageResolvers = {
  __resolveReference: ({ id }, { messages }) => messages.load(id),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  conversation: ({ conversationId }, _, { conversations }) => conversations.load(conversationId),
  clientMessageId: ({ authorId, clientMessageId }, _, { caller }) =>
    authorId === caller.viewerId ? clientMessageId : null,
  replyTo: ({ conversationId, replyToSequence }, _, { repliedTo }) =>
    replyToSequence === null ? null : repliedTo.load({ conversationId, sequence: replyToSequence }),
  attachments: async (parent, _, { attachments, caller: { viewerId }, fileAccess, now }) =>
    (parent.isHidden ? [] : await attachments.load(parent)).map(({ fileId, grantId }) => ({
      id: fileId,
      // Access without a viewer is for everybody: a service gets none.
      access: viewerId === null ? '' : fileAccess.mint({ fileId, viewerId, grantId }, now()),
    })),
  reactions: (parent, _, { reactions }) => reactions.load(parent),
  mentions: async (parent, _, { mentions }) => (parent.isHidden ? [] : (await mentions.load(parent)).map(toPerson)),
  revisions: (parent, _, { revisions }) => (parent.isHidden ? [] : revisions.load(parent)),
  readBy: (parent, { first }, { reached }) =>
    reached.load({ message: parent, mark: 'READ', first: checkedFirst(first) }),
  deliveredTo: (parent, { first }, { reached }) =>
    reached.load({ message: parent, mark: 'DELIVERED', first: checkedFirst(first) }),
};

/** Fields of one emoji under a message. */
export const reaction: ReactionResolvers = {
  users: async (parent, { first }, { reactors }) =>
    (await reactors.load({ reaction: parent, first: checkedFirst(first) })).map(toPerson),
};

/** Fields of how far a message has come. */
export const messageReceipts: MessageReceiptsResolvers = {
  users: ({ userIds }) => userIds.map(toPerson),
};
