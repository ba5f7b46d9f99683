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

/** What an operation came to, once the projector has been told of it, if anything was done. */
async function telling<Outcome extends { readonly ok: boolean }>(
  { signals }: ChatContext,
  outcome: Promise<Outcome>,
): Promise<Outcome> {
  const settled = await outcome;
  if (settled.ok) void signals.notify(CHANGES_TOPIC);
  return settled;
}

/** Root mutations. */
export const mutation: MutationResolvers = {
  createConversation: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, createConversation(context, input))),
  updateConversation: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, updateConversation(context, input))),
  addMembers: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, addMembers(context, input))),
  removeMember: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, removeMember(context, input))),
  leaveConversation: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, leaveConversation(context, input))),
  setMemberRole: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, setMemberRole(context, input))),
  sendMessage: async (_, { input }, context) =>
    payloadOf('message', await telling(context, sendMessage(context, input))),
  editMessage: async (_, { input }, context) =>
    payloadOf('message', await telling(context, editMessage(context, input))),
  deleteMessage: async (_, { input }, context) =>
    payloadOf('message', await telling(context, deleteMessage(context, input))),
  addReaction: async (_, { input }, context) =>
    payloadOf('message', await telling(context, addReaction(context, input))),
  removeReaction: async (_, { input }, context) =>
    payloadOf('message', await telling(context, removeReaction(context, input))),
  pinMessage: async (_, { input }, context) => payloadOf('message', await telling(context, pinMessage(context, input))),
  unpinMessage: async (_, { input }, context) =>
    payloadOf('message', await telling(context, unpinMessage(context, input))),
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
    payloadOf('conversation', await telling(context, createRoom(context, input))),
  joinRoom: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, joinRoom(context, input))),
  leaveRoom: async (_, { input }, context) =>
    payloadOf('conversation', await telling(context, leaveRoom(context, input))),
};
