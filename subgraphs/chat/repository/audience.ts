import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { areFriends, blockedBetween } from '../../../runtime/relations/relation-sql.ts';

const OPENER = sql`c.created_by`;

/** Whether a person belongs to the audience of the conversation `c`; of a room for friends, by the copies of relations. */
export const isInAudience = (viewer: SqlFragment): SqlFragment => sql`
  (c.audience = 'EVERYONE' OR ${OPENER} = ${viewer}
    OR (${areFriends(OPENER, viewer)} AND NOT ${blockedBetween(OPENER, viewer)}))`;

/** Whether a person may read the conversation `c`: its members and, of a room, all of its audience. */
export const isReadableBy = (viewer: SqlFragment): SqlFragment => sql`
  ((c.kind = 'ROOM' OR EXISTS (SELECT FROM member AS own WHERE own.conversation_id = c.id AND own.user_id = ${viewer}))
    AND ${isInAudience(viewer)})`;
