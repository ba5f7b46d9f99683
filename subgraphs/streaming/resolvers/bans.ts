import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers, QueryResolvers, StreamBanResolvers } from '../generated.ts';
import { banStreamViewer } from '../operations/bans/ban-stream-viewer.ts';
import { addStreamModerator, removeStreamModerator } from '../operations/bans/change-stream-moderator.ts';
import { listStreamBans } from '../operations/bans/list-stream-bans.ts';
import { unbanStreamViewer } from '../operations/bans/unban-stream-viewer.ts';

export const banQueries: QueryResolvers = {
  streamBans: (_, input, context) => listStreamBans(context, input),
};

export const banMutations: MutationResolvers = {
  banStreamViewer: async (_, { input }, context) => payloadOf('ban', await banStreamViewer(context, input)),
  unbanStreamViewer: async (_, { input }, context) => payloadOf('stream', await unbanStreamViewer(context, input)),
  addStreamModerator: async (_, { input }, context) => payloadOf('stream', await addStreamModerator(context, input)),
  removeStreamModerator: async (_, { input }, context) =>
    payloadOf('stream', await removeStreamModerator(context, input)),
};

export const banFields: StreamBanResolvers = {
  user: ({ userId }) => ({ id: userId }),
  bannedBy: ({ bannedById }) => (bannedById === null ? null : { id: bannedById }),
};
