import type { SubscriptionResolvers } from '../generated.ts';
import { type Engagement, watchEngagement } from '../operations/posts/watch-engagement.ts';

export const postSubscriptions: Pick<SubscriptionResolvers, 'postEngagementChanged'> = {
  postEngagementChanged: {
    subscribe: (_, { postId }, context) => watchEngagement(context, postId),
    resolve: (engagement: Engagement) => engagement,
  },
};
