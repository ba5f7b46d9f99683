import { payloadOf } from '../../../runtime/operations/result.ts';
import type { ChatContext } from '../context.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { MutationResolvers } from '../generated.ts';
import { addMembers, leaveConversation, removeMember } from '../operations/change-members.ts';
import {
  archiveConversation,
  muteConversation,
  unarchiveConversation,
  unmuteConversation,
} from '../operations/change-settings.ts';
import { createConversation } from '../operations/create-conversation.ts';
import { deleteMessage } from '../operations/delete-message.ts';
import { editMessage } from '../operations/edit-message.ts';
import { createRoom, joinRoom, leaveRoom } from '../operations/enter-room.ts';
import { setMemberRole, updateConversation } from '../operations/manage-group.ts';
import { markConversationRead, markDelivered } from '../operations/mark-read.ts';
import { pinMessage, unpinMessage } from '../operations/pin-message.ts';
import { addReaction, removeReaction } from '../operations/react-to-message.ts';
import { sendMessage } from '../operations/send-message.ts';
import { setTyping } from '../operations/set-typing.ts';

/** The outcome of an operation, after the projector has been signalled if anything was done. */
async function notifyProjector<Outcome extends { readonly ok: boolean }>(
  { signals }: ChatContext,
  outcome: Promise<Outcome>,
): Promise<Outcome> {
  const settled = await outcome;
  if (settled.ok) void signals.notify(CHANGES_TOPIC);
  return settled;
}

export const mutation: MutationResolvers = {
  createConversation: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, createConversation(context, input))),
  updateConversation: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, updateConversation(context, input))),
  addMembers: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, addMembers(context, input))),
  removeMember: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, removeMember(context, input))),
  leaveConversation: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, leaveConversation(context, input))),
  setMemberRole: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, setMemberRole(context, input))),
  sendMessage: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, sendMessage(context, input))),
  editMessage: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, editMessage(context, input))),
  deleteMessage: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, deleteMessage(context, input))),
  addReaction: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, addReaction(context, input))),
  removeReaction: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, removeReaction(context, input))),
  pinMessage: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, pinMessage(context, input))),
  unpinMessage: async (_, { input }, context) =>
    payloadOf('message', await notifyProjector(context, unpinMessage(context, input))),
  markConversationRead: async (_, { input }, context) =>
    payloadOf('conversation', await markConversationRead(context, input)),
  markDelivered: async (_, { input }, context) => payloadOf('conversation', await markDelivered(context, input)),
  muteConversation: async (_, { input }, context) => payloadOf('conversation', await muteConversation(context, input)),
  unmuteConversation: async (_, { input }, context) =>
    payloadOf('conversation', await unmuteConversation(context, input)),
  archiveConversation: async (_, { input }, context) =>
    payloadOf('conversation', await archiveConversation(context, input)),
  unarchiveConversation: async (_, { input }, context) =>
    payloadOf('conversation', await unarchiveConversation(context, input)),
  setTyping: async (_, { input }, context) => payloadOf('conversation', await setTyping(context, input)),
  createRoom: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, createRoom(context, input))),
  joinRoom: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, joinRoom(context, input))),
  leaveRoom: async (_, { input }, context) =>
    payloadOf('conversation', await notifyProjector(context, leaveRoom(context, input))),
};
