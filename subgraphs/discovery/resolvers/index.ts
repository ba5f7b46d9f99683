import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { decisionEntities, decisionMutations, decisionQueries } from './decisions.ts';
import { DiscoveryCandidate, DiscoveryPreferences, DiscoveryProfile } from './entities.ts';
import { DailyPick, Match, matchMutations, matchQueries, matchSubscriptions } from './matches.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { receivedLikeEntities, receivedLikeQueries } from './received-likes.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: { ...Query, ...decisionQueries, ...matchQueries, ...receivedLikeQueries },
  Mutation: { ...Mutation, ...decisionMutations, ...matchMutations },
  Subscription: matchSubscriptions,
  DiscoveryProfile,
  DiscoveryPreferences,
  DiscoveryCandidate,
  DailyPick,
  Match,
  ...decisionEntities,
  ...receivedLikeEntities,
};
