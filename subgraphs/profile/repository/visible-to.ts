import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { areFriends, blockedIdsOf } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';

/** SQL: the viewer is a friend of the owner of `p` by the local copy. */
export const isLocalFriendOf = (viewerId: string): SqlFragment => areFriends(sql`${viewerId}`, sql`p.user_id`);

/** SQL: nobody but the owner of `p` may see it: a block keeps the viewer apart from them, they are suspended, or moderators have hidden it. */
export const isWithheldFrom = (viewerId: string): SqlFragment =>
  sql`(p.user_id IN ${blockedIdsOf(sql`${viewerId}`)} OR ${isSuspended(sql`p.user_id`)}
    OR ${isHiddenContent(sql`p.id`)})`;

/** SQL: the viewer may see `p` by the local copy, without asking. */
export const isVisibleTo = (viewerId: string): SqlFragment => sql`(
  p.user_id = ${viewerId}
  OR (p.visibility = 'PUBLIC' OR (p.visibility = 'FRIENDS' AND ${isLocalFriendOf(viewerId)}))
     AND NOT ${isWithheldFrom(viewerId)})`;
