import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { FriendRequest, FriendRequestConnection, Relationship, User, UserConnection } from './entities.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { Subscription } from './subscription.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query,
  Mutation,
  Subscription,
  User,
  UserConnection,
  FriendRequest,
  FriendRequestConnection,
  Relationship,
};
