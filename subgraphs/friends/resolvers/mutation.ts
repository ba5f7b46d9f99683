import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers } from '../generated.ts';
import { acceptFriendRequest } from '../operations/accept-friend-request.ts';
import { blockUser } from '../operations/block-user.ts';
import { cancelFriendRequest } from '../operations/cancel-friend-request.ts';
import { rejectFriendRequest } from '../operations/reject-friend-request.ts';
import { removeFriend } from '../operations/remove-friend.ts';
import { sendFriendRequest } from '../operations/send-friend-request.ts';
import { unblockUser } from '../operations/unblock-user.ts';

export const Mutation: MutationResolvers = {
  sendFriendRequest: async (_, { input }, context) => payloadOf('request', await sendFriendRequest(context, input)),
  acceptFriendRequest: async (_, { input }, context) => payloadOf('request', await acceptFriendRequest(context, input)),
  rejectFriendRequest: async (_, { input }, context) => payloadOf('request', await rejectFriendRequest(context, input)),
  cancelFriendRequest: async (_, { input }, context) => payloadOf('request', await cancelFriendRequest(context, input)),
  removeFriend: async (_, { input }, context) => payloadOf('user', await removeFriend(context, input)),
  blockUser: async (_, { input }, context) => payloadOf('user', await blockUser(context, input)),
  unblockUser: async (_, { input }, context) => payloadOf('user', await unblockUser(context, input)),
};
