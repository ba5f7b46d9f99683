import type {
  FriendRequestConnectionResolvers,
  FriendRequestResolvers,
  RelationshipResolvers,
  UserConnectionResolvers,
  UserResolvers,
} from '../generated.ts';
import { statusOf } from '../operations/friendship-status.ts';
import { connectPeople } from './people.ts';

/** A person as seen by the viewer. */
export const User: UserResolvers = {
  // The person is auth's to know; what this domain adds is guarded field by field.
  __resolveReference: ({ id }) => ({ id }),
  friends: ({ id }, page, { friends }) => connectPeople(friends, id, page),
  async friendshipStatus({ id }, _, { relationships }) {
    const relationship = await relationships.load(id);
    return relationship === null ? null : statusOf(relationship);
  },
  mutualFriends: ({ id }, page, { caller, mutualFriends }) =>
    id === caller.viewerId ? null : connectPeople(mutualFriends, id, page),
};

/** A request, seen by its two people. */
export const FriendRequest: FriendRequestResolvers = {
  __resolveReference: ({ id }, { requests }) => requests.load(id),
  sender: ({ senderId }) => ({ id: senderId }),
  receiver: ({ receiverId }) => ({ id: receiverId }),
};

/** A relationship, for other domains. */
export const Relationship: RelationshipResolvers = {
  user: ({ otherId }) => ({ id: otherId }),
  areFriends: ({ friendship }) => friendship !== null,
  blocked: ({ blockByViewer, blockByOther }) => blockByViewer !== null || blockByOther !== null,
};

/** A page of people. */
export const UserConnection: UserConnectionResolvers = { totalCount: ({ count }) => count() };

/** A page of requests. */
export const FriendRequestConnection: FriendRequestConnectionResolvers = { totalCount: ({ count }) => count() };
