import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { commentEntities, commentMutations, commentQueries } from './comments.ts';
import { feedMutations, feedQueries, feedSubscriptions } from './feeds.ts';
import { followEntities, followMutations, followQueries, followSubscriptions, userFollows } from './follows.ts';
import { listEntities, listMutations, listQueries } from './lists.ts';
import { muteEntities, muteMutations, muteQueries } from './mutes.ts';
import { postEntities } from './post.ts';
import { postMutations, postQueries } from './posts.ts';
import { postSubscriptions } from './subscription.ts';
import { tagEntities, tagMutations, tagQueries } from './tags.ts';
import { userPosts } from './user.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...postQueries,
    ...commentQueries,
    ...followQueries,
    ...muteQueries,
    ...listQueries,
    ...tagQueries,
    ...feedQueries,
  },
  Mutation: {
    ...postMutations,
    ...commentMutations,
    ...followMutations,
    ...muteMutations,
    ...listMutations,
    ...tagMutations,
    ...feedMutations,
  },
  Subscription: {
    ...postSubscriptions,
    ...followSubscriptions,
    ...feedSubscriptions,
  },
  User: {
    // The person is auth's to know; what this domain adds is guarded field by field.
    __resolveReference: ({ id }) => ({ id }),
    ...userPosts,
    ...userFollows,
  },
  ...postEntities,
  ...followEntities,
  ...muteEntities,
  ...listEntities,
  ...tagEntities,
  ...commentEntities,
};
