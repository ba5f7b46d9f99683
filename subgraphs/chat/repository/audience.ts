import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isFollower } from '../../../runtime/relations/follow-sql.ts';
import { areFriends, blockedBetween } from '../../../runtime/relations/relation-sql.ts';

const OPENER = sql`c.created_by`;

/** Whether a person is banned now from the stream whose room the conversation `c` is. */
const isBanned = (viewer: SqlFragment): SqlFragment => sql`(c.stream_id IS NOT NULL AND EXISTS (
  SELECT FROM room_ban AS banned WHERE banned.stream_id = c.stream_id AND banned.user_id = ${viewer} AND banned.is_active
    AND (banned.until IS NULL OR banned.until > now())))`;

/**
 * Whether a person belongs to the audience of the conversation `c`; of a room for friends or followers, by the copies of
 * relations. Nobody does who is banned from the stream whose room it is.
 */
export const isInAudience = (viewer: SqlFragment): SqlFragment => sql`
  ((c.audience = 'EVERYONE' OR ${OPENER} = ${viewer}
    OR (c.audience = 'FRIENDS' AND ${areFriends(OPENER, viewer)} AND NOT ${blockedBetween(OPENER, viewer)})
    OR (c.audience = 'FOLLOWERS' AND ${isFollower(viewer, OPENER)} AND NOT ${blockedBetween(OPENER, viewer)}))
  AND NOT ${isBanned(viewer)})`;

/** Whether a person may read the conversation `c`: its members and, of a room, all of its audience. */
export const isReadableBy = (viewer: SqlFragment): SqlFragment => sql`
  ((c.kind = 'ROOM' OR EXISTS (SELECT FROM member AS own WHERE own.conversation_id = c.id AND own.user_id = ${viewer}))
    AND ${isInAudience(viewer)})`;
