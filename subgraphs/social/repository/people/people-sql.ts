import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';

/** Whether a person follows another. Both are SQL expressions of an id; a visitor's id is empty. */
export const isFollowing = (follower: SqlFragment, followee: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM follow AS fo WHERE fo.follower_id = ${follower} AND fo.followee_id = ${followee})`;

/** Whether the account of a person is private. `person` is a SQL expression of an id. */
export const isPrivateAccount = (person: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM social_settings AS se WHERE se.user_id = ${person} AND se.is_private)`;

/** Whether a person is hidden from a viewer: by a block between them, or being suspended. Nobody is hidden from themself. */
export const isHiddenPerson = (person: SqlFragment, viewer: SqlFragment): SqlFragment =>
  sql`(${person} <> ${viewer} AND (${blockedBetween(person, viewer)} OR ${isSuspended(person)}))`;
