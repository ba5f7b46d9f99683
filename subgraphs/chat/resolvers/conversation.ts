import type { ConversationMemberResolvers, ConversationResolvers } from '../generated.ts';
import { isInForce } from '../operations/change-settings.ts';
import { readOnlyReasonOf } from '../operations/require-writable.ts';

/** Fields of a conversation. */
export const conversation: ConversationResolvers = {
  __resolveReference: ({ id }, { conversations }) => conversations.load(id),
  lastActivityAt: ({ activeAt }) => activeAt,
  async members({ id, memberCount }, page, { memberPages }) {
    return { ...(await memberPages.load(id, page)), totalCount: memberCount };
  },
  otherUser: ({ otherUserId }) => (otherUserId === null ? null : { id: otherUserId }),
  messages: ({ id }, page, { messagePages }) => messagePages.load(id, page),
  lastMessage: (parent, _, { lastMessages }) => (parent.lastSequence === 0 ? null : lastMessages.load(parent)),
  pinnedMessages: ({ id }, _, { pinnedMessages }) => pinnedMessages.load(id),
  viewerRole: ({ role }) => role,
  isMuted: ({ mute }, _, { now }) => isInForce(mute, now()),
  mutedUntil: ({ mute }, _, { now }) => (isInForce(mute, now()) ? (mute?.until ?? null) : null),
  readOnlyReason: (parent, _, { now }) => readOnlyReasonOf(parent, now()),
  cursor: ({ id, lastSequence }, _, { streams, messageLog }) => streams.cursor(messageLog, id, lastSequence),
  updatesCursor: ({ id, changeSequence }, _, { streams, changeLog }) => streams.cursor(changeLog, id, changeSequence),
  activeConnections: ({ id }, _, { connections }) => connections.load(id),
};

/** Fields of a person's place in a conversation. */
export const conversationMember: ConversationMemberResolvers = {
  user: ({ userId }) => ({ id: userId }),
};
