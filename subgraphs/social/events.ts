import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';

export {
  type FollowFact,
  type FollowStartedFact,
  followType,
  userFollowed,
  userUnfollowed,
} from '../../runtime/relations/follow-events.ts';

import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';
import { defineWork } from '../../runtime/work/work-type.ts';

const CHANNELS = ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'] as const;

/** Type of the notifications of `postPublished`. */
export const postType = {
  name: 'POST',
  description: 'Somebody whose posts the viewer asked to be notified of has published one.',
  channels: CHANNELS,
  labels: { en: 'new posts', de: 'neue Beiträge', ru: 'новые публикации' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `commentAdded`. */
export const commentType = {
  name: 'COMMENT',
  description: 'Somebody commented on a post of the viewer, or replied to a comment of theirs.',
  channels: CHANNELS,
  labels: { en: 'comments', de: 'Kommentare', ru: 'комментарии' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `mentionAdded`. */
export const mentionType = {
  name: 'MENTION',
  description: 'Somebody named the viewer in a post or a comment.',
  channels: CHANNELS,
  labels: { en: 'mentions', de: 'Erwähnungen', ru: 'упоминания' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `postLiked` and `reposted`. */
export const reactionType = {
  name: 'POST_REACTION',
  description: 'People like or repost posts of the viewer.',
  channels: CHANNELS,
  labels: { en: 'likes and reposts', de: 'Likes und Reposts', ru: 'отметки и репосты' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `pollClosed`. */
export const pollType = {
  name: 'POLL',
  description: 'A poll of the viewer, or one in which they voted, has ended.',
  channels: CHANNELS,
  labels: { en: 'polls', de: 'Umfragen', ru: 'опросы' },
} as const satisfies NotificationTypeDefinition;

/** Log of all posts in the order of publishing, from which feeds are made. Its key is `WHOLE_LOG`. */
export const POST_LOG = { name: 'social.posts' } as const;

/** A post that is out, and whose it is. */
export interface PostFact {
  readonly postId: string;
  readonly authorId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** What others may act on when a post is published. */
export interface PostPublished extends PostFact {
  /** The post that a repost shows; null for a post of its own. */
  readonly repostOfId: string | null;
  /** Value of the enum `PostVisibility`. */
  readonly visibility: string;
}

/** Published once for each post and repost, at once or when its time has come. */
export const postPublished = defineEvent<PostPublished>('social.post-published', {
  notifies: {
    type: postType,
    audience: ({ postId, authorId, repostOfId }) =>
      repostOfId === null ? [{ kind: 'POST_FOLLOWERS', postId, actorId: authorId }] : [],
    subjects: [{ type: 'Post', id: ({ postId }) => postId }],
    group: ({ authorId }) => authorId,
  },
});

/** Published once when a post is gone, whoever removed it. */
export const postDeleted = defineEvent<PostFact>('social.post-deleted', {
  notifies: false,
  reason: 'Its author did it, or learns of it from moderation.',
});

/** Published when a published post was changed. */
export const postEdited = defineEvent<PostFact>('social.post-edited', {
  notifies: false,
  reason: 'Readers see the mark and the earlier texts.',
});

/** A comment, and who learns of it. */
export interface CommentAdded {
  readonly commentId: string;
  readonly postId: string;
  /** Who wrote the comment. */
  readonly authorId: string;
  /** The author of the post and of the comment that it replies to, where they are to be notified. */
  readonly userIds: readonly string[];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each comment. */
export const commentAdded = defineEvent<CommentAdded>('social.comment-added', {
  notifies: {
    type: commentType,
    audience: ({ userIds, authorId }) => [{ kind: 'USERS', userIds, actorId: authorId }],
    subjects: [{ type: 'Comment', id: ({ commentId }) => commentId }],
    group: ({ postId }) => postId,
  },
});

/** Whom a post or comment names, of those who may see it. */
export interface MentionAdded {
  readonly postId: string;
  /** Null when the post itself names them. */
  readonly commentId: string | null;
  readonly authorId: string;
  readonly userIds: readonly string[];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published when a post or comment names people whom it did not name before. */
export const mentionAdded = defineEvent<MentionAdded>('social.mention-added', {
  notifies: {
    type: mentionType,
    audience: ({ userIds, authorId }) => [{ kind: 'USERS', userIds, actorId: authorId }],
    subjects: [
      { type: 'Comment', id: ({ commentId }) => commentId },
      { type: 'Post', id: ({ postId }) => postId },
    ],
  },
});

/** People who have come to like a post within some seconds. */
export interface PostLiked {
  readonly postId: string;
  /** Whose post it is. */
  readonly authorId: string;
  /** Some of them, at most 20. */
  readonly userIds: readonly string[];
  /** How many they are. */
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published for the likes of a post together, without those that the author would not be notified of. */
export const postLiked = defineEvent<PostLiked>('social.post-liked', {
  notifies: {
    type: reactionType,
    audience: ({ authorId, userIds: [actorId] }) => [
      { kind: 'USERS', userIds: [authorId], ...(actorId === undefined ? {} : { actorId }) },
    ],
    subjects: [{ type: 'Post', id: ({ postId }) => postId }],
    group: ({ postId }) => `${postId}:likes`,
    template: ({ count }) => (count === 1 ? 'social.post-liked' : 'social.post-liked.by-several'),
    values: ({ count }) => ({ others: String(count - 1) }),
  },
});

/** A post that somebody shows to those who follow them. */
export interface Reposted {
  readonly postId: string;
  readonly repostId: string;
  /** Whose post it is. */
  readonly authorId: string;
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each repost whose author is to be notified. */
export const reposted = defineEvent<Reposted>('social.reposted', {
  notifies: {
    type: reactionType,
    audience: ({ authorId, userId }) => [{ kind: 'USERS', userIds: [authorId], actorId: userId }],
    subjects: [{ type: 'Post', id: ({ postId }) => postId }],
    group: ({ postId }) => `${postId}:reposts`,
  },
});

/** A poll that has ended, and some of those who learn of it. */
export interface PollClosed {
  readonly postId: string;
  /** Its author, or at most 500 of those who have voted. */
  readonly userIds: readonly string[];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published for the author of a poll when it has ended, and then for those who have voted, some at a time. */
export const pollClosed = defineEvent<PollClosed>('social.poll-closed', {
  notifies: {
    type: pollType,
    audience: ({ userIds }) => [{ kind: 'USERS', userIds }],
    subjects: [{ type: 'Post', id: ({ postId }) => postId }],
    group: ({ postId }) => postId,
  },
});

/** People may no longer read files of posts and comments, because they may no longer see these. */
export const filesWithheld = fileAccessEnded('social');

/** They may read them again. */
export const filesShownAgain = fileAccessRestored('social');

/** Publishes a scheduled post when its time has come, unless it was given another one. */
export const publishScheduledPost = defineWork<{ readonly postId: string }>('publish-scheduled-post');

/** Publishes whom a post names, once it can be seen. */
export const publishMentions = defineWork<{ readonly postId: string; readonly userIds: readonly string[] }>(
  'publish-mentions',
);

/** Closes a poll when its time has come. */
export const closePoll = defineWork<{ readonly postId: string }>('close-poll');

/** Publishes a closed poll for some of those who have voted, from an id on. */
export const publishPollVoters = defineWork<{ readonly postId: string; readonly after: string }>('publish-poll-voters');

/** Deletes what hangs on a post that nobody sees any more. */
export const purgePost = defineWork<{ readonly postId: string }>('purge-post');

/** Signal topic: counts of a post have changed, or whether everybody may see it. */
export const engagementTopic = (postId: string): string => `social.engagement:${postId}`;

/** What is to be done for a published post. */
export interface FanOut {
  readonly postId: string;
}

/** Adds a post to the feeds that are kept ready. Until it is done the post counts as not distributed. */
export const fanOutPost = { ...defineWork<FanOut>('fan-out-post'), kind: 'fan-out-post' } as const;

/** Names of counts. Their subjects are posts, comments, options of polls, and people. */
export const COUNTERS = {
  // Of a post.
  likes: 'likes',
  comments: 'comments',
  reposts: 'reposts',
  quotes: 'quotes',
  voters: 'voters',
  impressions: 'impressions',
  reach: 'reach',
  // Of a comment.
  commentLikes: 'comment-likes',
  replies: 'replies',
  // Of an option of a poll.
  votes: 'votes',
  // Of a person.
  followers: 'followers',
  following: 'following',
} as const;

/** Type of the notifications of `followRequested`. */
export const followRequestType = {
  name: 'FOLLOW_REQUEST',
  description: 'Somebody asks to follow the viewer, whose account is private.',
  channels: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'requests to follow', de: 'Folgeanfragen', ru: 'запросы на подписку' },
} as const satisfies NotificationTypeDefinition;

/** Payload of `followRequested`. */
export interface FollowRequestFact {
  /** Whether the receiver has muted the sender: then nobody is notified. */
  readonly isMuted?: boolean;
  readonly requestId: string;
  readonly senderId: string;
  readonly receiverId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** A person asks to follow somebody whose account is private. While one such notification is unread, further ones add none. */
export const followRequested = defineEvent<FollowRequestFact>('social.follow-requested', {
  notifies: {
    type: followRequestType,
    audience: ({ senderId, receiverId, isMuted }) =>
      isMuted === true ? [] : [{ kind: 'USERS', userIds: [receiverId], actorId: senderId }],
    subjects: [{ type: 'FollowRequest', id: ({ requestId }) => requestId }],
    group: () => 'follow-requests',
  },
});

/** Durable log of each person's incoming requests to follow. */
export const FOLLOW_REQUEST_LOG = { name: 'social.follow-requests' } as const;

/** Accepts the requests that are left when an account is no longer private. */
export const acceptWaitingRequests = defineWork<{ readonly userId: string }>('accept-follow-requests');
