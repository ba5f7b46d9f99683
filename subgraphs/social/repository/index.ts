import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/social/client.ts';
import { createCounterStore } from '../../../runtime/counters/counter-store.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createBookmarkStore } from './bookmarks.ts';
import { createCommentChangeStore } from './comments/comment-changes.ts';
import { createCommentStore } from './comments/comments.ts';
import { createCountStore } from './counts.ts';
import { createErasureStore } from './erasure.ts';
import { createFeedLog } from './feeds/feed-log.ts';
import { createFeedMarks } from './feeds/feed-marks.ts';
import { createFeedPages } from './feeds/feed-pages.ts';
import { createFeedPolicies } from './feeds/feed-policies.ts';
import { createImpressions } from './feeds/impressions.ts';
import { createKeptFeedReads } from './feeds/kept-feed-reads.ts';
import { createRankedWindows } from './feeds/ranked-window.ts';
import { createFactReads } from './follows/facts.ts';
import { createFollowReads } from './follows/follow-reads.ts';
import { createFollowWrites } from './follows/follow-writes.ts';
import { createRequestReads } from './follows/request-reads.ts';
import { createRequestWrites } from './follows/request-writes.ts';
import { createSuggestionStore } from './follows/suggestions.ts';
import { createLikeStore } from './likes/likes.ts';
import { createListStore } from './lists/user-lists.ts';
import { createModeratedStore } from './moderated-content.ts';
import { createMuteStore } from './mutes/mutes.ts';
import { socialData } from './personal-data.ts';
import { createPollStore } from './polls/polls.ts';
import { createPostChangeStore } from './posts/post-changes.ts';
import { createPostDetailStore } from './posts/post-details.ts';
import { createPostListStore } from './posts/post-lists.ts';
import { createPostLogStore } from './posts/post-log.ts';
import { createPostViewerStore } from './posts/post-viewers.ts';
import { createPostStore } from './posts/posts.ts';
import { createPurgeStore } from './posts/purge-post.ts';
import { createPostSearch } from './search/search-posts.ts';
import { createSettingsStore } from './settings/social-settings.ts';
import { createTagStore } from './tags/tags.ts';
import { createTrendStore } from './tags/trends.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  ...createPostStore(db),
  ...createPostListStore(db),
  ...createPostChangeStore(db),
  ...createPostDetailStore(db),
  ...createPostViewerStore(db),
  ...createPostLogStore(db),
  ...createFollowReads(db),
  ...createFollowWrites(db),
  ...createRequestReads(db),
  ...createRequestWrites(db),
  ...createSuggestionStore(db),
  ...createFactReads(db),
  ...createSettingsStore(db),
  ...createMuteStore(db),
  ...createListStore(db),
  ...createTagStore(db),
  ...createTrendStore(db),
  ...createPostSearch(db),
  ...createPurgeStore(db),
  ...createPollStore(db),
  ...createCommentStore(db),
  ...createCommentChangeStore(db),
  ...createLikeStore(db),
  ...createBookmarkStore(db),
  ...createCountStore(db),
  ...createErasureStore(db),
  ...createModeratedStore(db),
  ...createFeedPages(db),
  ...createRankedWindows(db),
  ...createFeedLog(db),
  ...createFeedMarks(db),
  ...createFeedPolicies(db),
  ...createImpressions(db),
  ...createKeptFeedReads(db),
  ...createCounterStore(db),
  ...createLogStore(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
  personalData: socialData(db),
});

export type { Comment } from './comments/comment.ts';
export type { CommentDraft } from './comments/comment-changes.ts';
export type { CommentOrder, CommentViewer, TimeKey, TopKey } from './comments/comments.ts';
export type { Counts } from './counts.ts';
export type { FeedBatch } from './feeds/feed-batch.ts';
export type { KeptNumbers } from './feeds/feed-candidates-sql.ts';
export type { FeedReasonKind, FeedRow } from './feeds/feed-item-sql.ts';
export type { FeedRange } from './feeds/feed-pages.ts';
export type { FeedPolicy, FeedWeights } from './feeds/feed-policies.ts';
export type { FeedState } from './feeds/kept-feed-reads.ts';
export type { CandidateRow, RankedRange, RankedWindow } from './feeds/ranked-window.ts';
export type { Follow, FollowRelation, FollowRequest, ListedFollower } from './follows/follow.ts';
export type { FollowSuggestion } from './follows/suggestions.ts';
export type { Liker, LikerKey, UnpublishedLikes } from './likes/likes.ts';
export type { ListMember, UserList } from './lists/user-lists.ts';
export type { Mute } from './mutes/mutes.ts';
export type { Poll, PollDraft, PollRules } from './polls/polls.ts';
export type { Post, PostVisibility, ReplyPolicy } from './posts/post.ts';
export type { PostDraft, PostEdit } from './posts/post-changes.ts';
export type { PostRevision, ShownFile } from './posts/post-details.ts';
export type { BookmarkKey, DraftKey, NumberKey, PostFilter } from './posts/post-lists.ts';
export type { PostEntry } from './posts/post-log.ts';
export type { PostViewer } from './posts/post-viewers.ts';
export type { SocialSettings } from './settings/social-settings.ts';
export type { Tag } from './tags/tags.ts';
export type { TrendingTag } from './tags/trends.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type SocialStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type SocialRepository = ReturnType<typeof openSocialRepository>;

/** Opens the domain's tables; connects when first used. */
export const openSocialRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'social',
    databaseUrl,
    log,
    poolSize: 5,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/social/client.ts')).PrismaClient(options),
    createStore,
  });
