import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers } from '../generated.ts';
import { countUnread } from '../operations/feeds/count-unread.ts';
import { hidePost } from '../operations/feeds/hide-post.ts';
import { markFeedSeen } from '../operations/feeds/mark-feed-seen.ts';
import { type FeedItem, type FeedKind, readFeed } from '../operations/feeds/read-feed.ts';
import { type FeedEvent, readFeedItem } from '../operations/feeds/read-feed-item.ts';
import { recordImpressions } from '../operations/feeds/record-impressions.ts';
import { unhidePost } from '../operations/feeds/unhide-post.ts';
import { updateFeedPolicy } from '../operations/feeds/update-feed-policy.ts';

const itemOf = ({ row, score, terms }: FeedItem) => ({
  post: row,
  reason: {
    kind: row.kind,
    actors: row.actorIds.map((id) => ({ id })),
    tag: row.kind === 'TAG' ? row.tag : null,
    score,
    terms: terms.map(({ name, points }) => ({ name, value: points })),
  },
});

export const feedQueries: Pick<QueryResolvers, 'feed' | 'feedUnreadCount' | 'feedCursor' | 'feedPolicy'> = {
  async feed(_, request, context) {
    await context.feedPosition.beforeList();
    const { edges, pageInfo } = await readFeed(context, request);
    return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: itemOf(node) })) };
  },
  feedUnreadCount: (_, __, context) => countUnread(context, viewerOf(context.caller)),
  feedCursor: async (_, __, { streams, repository, feedPosition }) =>
    streams.cursor(repository.feedLog, WHOLE_LOG, await feedPosition.read()),
  feedPolicy: (_, __, { caller, repository }) => repository.feedPolicy(viewerOf(caller)),
};

export const feedMutations: Pick<
  MutationResolvers,
  'updateFeedPolicy' | 'markFeedSeen' | 'recordImpressions' | 'hidePost' | 'unhidePost'
> = {
  updateFeedPolicy: async (_, { input }, context) => payloadOf('feedPolicy', await updateFeedPolicy(context, input)),
  markFeedSeen: async (_, { input }, context) => payloadOf('feedUnreadCount', await markFeedSeen(context, input)),
  recordImpressions: async (_, { input }, context) =>
    payloadOf('recordedCount', await recordImpressions(context, input)),
  hidePost: async (_, { input }, context) => payloadOf('post', await hidePost(context, input)),
  unhidePost: async (_, { input }, context) => payloadOf('post', await unhidePost(context, input)),
};

export const feedSubscriptions: Pick<SubscriptionResolvers, 'feedItemAdded'> = {
  feedItemAdded: {
    subscribe: (_, { after }, { caller, streams, repository }) =>
      streams.follow(repository.feedLog, WHOLE_LOG, viewerOf(caller), after),
    async resolve(
      { cursor, resyncRequired, entry }: FeedEvent,
      { kind }: { readonly kind: FeedKind },
      context: SocialContext,
    ) {
      const item = entry === null ? null : await readFeedItem(context, entry.data.postId, kind);
      return { cursor, resyncRequired, item: item === null ? null : itemOf(item) };
    },
  },
};
