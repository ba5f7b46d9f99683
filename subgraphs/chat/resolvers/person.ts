import type { ContractResolvers, LiveStreamResolvers, MatchResolvers, UserResolvers } from '../generated.ts';

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

/** What chat adds to a contract, whose parties the gateway names: a party talks with the other one. */
export const contract: ContractResolvers = {
  __resolveReference: (reference) => reference,
  conversation({ client, freelancer }, _, { caller: { viewerId }, directConversations }) {
    if (client == null || freelancer == null || viewerId === null) return null;
    if (client.id === viewerId) return directConversations.load(freelancer.id);
    return freelancer.id === viewerId ? directConversations.load(client.id) : null;
  },
};
