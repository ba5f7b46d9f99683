import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { areFriends, blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import { isFollowing, isPrivateAccount } from '../people/people-sql.ts';

/** Whether a post names a person. Both are SQL expressions of an id. */
export const isMentioned = (postId: SqlFragment, person: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM post_mention AS pm WHERE pm.post_id = ${postId} AND pm.user_id = ${person})`;

/** What the author has chosen, and the privacy of the account; blocks, suspensions and moderators are not looked at. */
const isForViewer = (post: SqlFragment, viewer: SqlFragment): SqlFragment => sql`CASE ${post}.visibility
  WHEN 'PUBLIC' THEN NOT ${isPrivateAccount(sql`${post}.author_id`)} OR ${isFollowing(viewer, sql`${post}.author_id`)}
  WHEN 'FOLLOWERS' THEN ${isFollowing(viewer, sql`${post}.author_id`)}
  WHEN 'FRIENDS' THEN ${areFriends(sql`${post}.author_id`, viewer)}
  WHEN 'MENTIONED' THEN ${isMentioned(sql`${post}.id`, viewer)}
  ELSE FALSE END`;

/** As `isVisiblePost`, without the post that a repost shows. */
const isVisibleItself = (post: SqlFragment, viewer: SqlFragment): SqlFragment => sql`(
  ${post}.deleted_at IS NULL AND (${post}.author_id = ${viewer} OR (
    ${post}.number IS NOT NULL AND ${isForViewer(post, viewer)}
    AND NOT ${blockedBetween(sql`${post}.author_id`, viewer)} AND NOT ${isSuspended(sql`${post}.author_id`)}
    AND NOT ${isHiddenContent(sql`${post}.id`)})))`;

/**
 * Whether a viewer may see a post: the one rule, for every read. It looks at the visibility, the privacy of the account,
 * blocks either way, suspensions, moderators and deletion; of a repost, at the post that it shows as well. Authors see their
 * own drafts, scheduled and hidden posts.
 *
 * `post` is the alias of a row of `post` in the statement, such as sql`p`, and `viewer` a SQL expression of an id, empty for
 * a visitor. The aliases `fo`, `se`, `pm`, `f`, `b`, `shown`, `suspended` and `hidden` are its own.
 */
export const isVisiblePost = (post: SqlFragment, viewer: SqlFragment): SqlFragment =>
  sql`(${isVisibleItself(post, viewer)} AND (${post}.repost_of_id IS NULL OR EXISTS (
    SELECT FROM post AS shown WHERE shown.id = ${post}.repost_of_id AND shown.number IS NOT NULL
      AND ${isVisibleItself(sql`shown`, viewer)})))`;

/**
 * Whether everybody may see a post, visitors too: what can be reposted, quoted by others, counted for all and put into
 * trends. Never a repost. `post` is the alias of its row.
 */
export const isForEverybody = (post: SqlFragment): SqlFragment =>
  sql`(${post}.number IS NOT NULL AND ${post}.deleted_at IS NULL AND ${post}.visibility = 'PUBLIC' AND ${post}.repost_of_id IS NULL
    AND NOT ${isPrivateAccount(sql`${post}.author_id`)} AND NOT ${isSuspended(sql`${post}.author_id`)}
    AND NOT ${isHiddenContent(sql`${post}.id`)})`;
