import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** Who may see a post: values of the enum `PostVisibility`. */
export type PostVisibility = 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS' | 'MENTIONED' | 'PRIVATE';

/** Who may comment on a post: values of the enum `ReplyPolicy`. */
export type ReplyPolicy = 'EVERYONE' | 'FOLLOWERS' | 'MENTIONED' | 'NOBODY';

/** A post as it is stored. */
export interface Post {
  readonly id: string;
  readonly authorId: string;
  /** Its place among all published posts; null before. */
  readonly number: bigint | null;
  readonly text: string;
  readonly visibility: PostVisibility;
  readonly replyPolicy: ReplyPolicy;
  readonly isLocked: boolean;
  readonly contentWarning: string | null;
  readonly isSensitive: boolean;
  readonly quotedPostId: string | null;
  readonly repostOfId: string | null;
  readonly language: string | null;
  readonly tags: readonly string[];
  readonly links: readonly string[];
  readonly mediaCount: number;
  readonly createdAt: Date;
  readonly publishAt: Date | null;
  readonly publishedAt: Date | null;
  readonly editedAt: Date | null;
  readonly pinnedAt: Date | null;
  readonly pinnedCommentId: string | null;
}

/** The columns of `Post`, of the row `p`. */
export const POST_COLUMNS = rawSql(`p.id, p.author_id AS "authorId", p.number, p.text, p.visibility,
  p.reply_policy AS "replyPolicy", p.is_locked AS "isLocked", p.content_warning AS "contentWarning",
  p.is_sensitive AS "isSensitive", p.quoted_post_id AS "quotedPostId", p.repost_of_id AS "repostOfId", p.language, p.tags,
  p.links, p.media_count AS "mediaCount", p.created_at AS "createdAt", p.publish_at AS "publishAt",
  p.published_at AS "publishedAt", p.edited_at AS "editedAt", p.pinned_at AS "pinnedAt",
  p.pinned_comment_id AS "pinnedCommentId"`);
