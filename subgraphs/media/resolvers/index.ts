import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { entities } from './entities.ts';
import { mutation } from './mutation.ts';
import { query } from './query.ts';
import { subscription } from './subscription.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  ...entities,
};
