import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { CallDomain, Host } from '../../runtime/subgraph/host.ts';
import type { GraphLimits } from './adapters/graph-limits.ts';
import type { GraphLoaders } from './adapters/graph-loaders.ts';
import type { Trends } from './adapters/trends.ts';
import type { KeptFeeds } from './operations/feeds/kept-feeds.ts';
import type {
  Comment,
  CommentOrder,
  CommentViewer,
  Counts,
  Liker,
  Poll,
  Post,
  PostRevision,
  PostViewer,
  ShownFile,
  SocialRepository,
} from './repository/index.ts';

/** What is read about posts and comments that the viewer was given, once a request. */
export interface ContentLoaders {
  /** Posts that the viewer may see. */
  readonly posts: Loader<Post | null>;
  /** Comments that the viewer may see. */
  readonly comments: Loader<Comment | null>;
  /** By the id of a post: its likes, comments, reposts and quotes. */
  readonly postCounts: Loader<Counts>;
  /** By the id of a comment: its likes and direct replies. */
  readonly commentCounts: Loader<Counts>;
  /** How the viewer stands to a post. */
  readonly postViewers: Loader<PostViewer | null>;
  /** How the viewer stands to a comment. */
  readonly commentViewers: Loader<CommentViewer | null>;
  /** Whether moderators have hidden a post or comment. */
  readonly hiddenContent: Loader<boolean>;
  /** Files of a post or comment. */
  readonly files: Loader<readonly ShownFile[]>;
  /** Ids of those whom a post or comment names, without who is hidden from the viewer. */
  readonly mentions: Loader<readonly string[]>;
  /** Earlier texts of a post or comment. */
  readonly revisions: Loader<readonly PostRevision[]>;
  /** The poll of a post. */
  readonly polls: Loader<Poll | null>;
  /** What a person has pinned. */
  readonly pinnedPosts: Loader<readonly Post[]>;
  /** Posts of a person. */
  readonly postsOfAuthors: PageLoader<Post>;
  /** Posts with a tag, as tags are compared. */
  readonly postsOfTags: PageLoader<Post>;
  /** Who likes a post; null where the viewer may not know. */
  readonly likers: PageLoader<Liker, null>;
  /** Comments on a post that reply to no other. */
  readonly commentsOfPosts: Readonly<Record<CommentOrder, PageLoader<Comment>>>;
  /** Replies to a comment. */
  readonly replies: Readonly<Record<CommentOrder, PageLoader<Comment>>>;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface SocialContext extends ContentLoaders, GraphLoaders {
  readonly caller: Caller;
  /** The id of the viewer; empty for visitors and services, as SQL compares it. */
  readonly viewerKey: string;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly signals: Signals;
  /** For what may be lost: feeds that are kept ready. Fails at once while Redis is away. */
  readonly redis: Host['redis'];
  readonly ask: CallDomain;
  readonly fileAccess: FileAccess;
  readonly limits: ActionLimits;
  readonly repository: SocialRepository;
  readonly graphLimits: GraphLimits;
  readonly trends: Trends;
  readonly keptFeeds: KeptFeeds;
  /** The newest number of all posts. */
  readonly feedPosition: SnapshotPosition<number>;
}

/** Reads what the caller may see, once a request. */
export interface Loader<Row> {
  load(id: string): Promise<Row>;
  /** Forgets what was read before a change. */
  clear(id: string): unknown;
}

/** What people may do only so often. */
export type LimitedAction = 'post' | 'repost' | 'comment' | 'edit' | 'like' | 'vote' | 'bookmark' | 'impressions';

/** Limits how often people do something. */
export interface ActionLimits {
  /** Counts one more; seconds until another is accepted when it is one too many, else null. */
  count(action: LimitedAction, viewerId: string): Promise<number | null>;
}
