import type { LiveStreamResolvers, MatchResolvers, UserResolvers } from '../generated.ts';

/** What chat adds to a person, as far as the viewer may know it. */
export const user: UserResolvers = {
  __resolveReference: (reference) => reference,
  isOnline: async ({ id }, _, { presences }) => (await presences.load(id))?.isOnline ?? null,
  lastSeenAt: async ({ id }, _, { presences }) => (await presences.load(id))?.lastSeenAt ?? null,
  directConversation: ({ id }, _, { directConversations }) => directConversations.load(id),
};

/** What chat adds to a stream. */
export const liveStream: LiveStreamResolvers = {
  __resolveReference: (reference) => reference,
  conversation: ({ id }, _, { streamRooms }) => streamRooms.load(id),
};

/** What chat adds to a match, whose other person the gateway names. */
export const match: MatchResolvers = {
  __resolveReference: (reference) => reference,
  conversation: ({ user: other }, _, { directConversations }) =>
    other == null ? null : directConversations.load(other.id),
};
