import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';

/**
 * Whether a viewer who may see the post of the comment `c` may see the comment. Stubs are there for their replies. `viewer` is
 * a SQL expression of an id, empty for a visitor.
 */
export const isVisibleComment = (viewer: SqlFragment): SqlFragment => sql`(
  (c.deleted_at IS NULL OR c.children > 0) AND (c.author_id IS NULL OR c.author_id = ${viewer} OR (
    NOT ${blockedBetween(sql`c.author_id`, viewer)} AND NOT ${isSuspended(sql`c.author_id`)}
    AND NOT ${isHiddenContent(sql`c.id`)})))`;
