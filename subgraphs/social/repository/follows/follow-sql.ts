import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isFollowing, isHiddenPerson, isPrivateAccount } from '../people/people-sql.ts';

/**
 * Whether a viewer may read whom a person follows and who follows them. Of a private account it is never more than followers.
 * Both are SQL expressions of an id; the alias `sf` is its own.
 */
export const maySeeFollowers = (owner: SqlFragment, viewer: SqlFragment): SqlFragment => sql`(${owner} = ${viewer} OR (
  NOT ${isHiddenPerson(owner, viewer)}
  AND CASE coalesce((SELECT sf.who_sees_followers FROM social_settings AS sf WHERE sf.user_id = ${owner}), 'EVERYONE')
    WHEN 'NOBODY' THEN FALSE
    WHEN 'FOLLOWERS' THEN ${isFollowing(viewer, owner)}
    ELSE NOT ${isPrivateAccount(owner)} OR ${isFollowing(viewer, owner)} END))`;
