import { Prisma } from '../../../prisma/generated/profile/client.ts';

/** SQL: the local copy knows the owner of `p` as a friend of the viewer. */
export const isLocalFriendOf = (viewerId: string): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT 1 FROM friendship f WHERE f.user_id = ${viewerId} AND f.friend_id = p.user_id AND f.is_active)`;

/** SQL: the owner of `p` blocks the viewer or is blocked by them. The list is read once a statement, not once a row. */
export const isBlockedFor = (viewerId: string): Prisma.Sql => Prisma.sql`p.user_id IN (
  SELECT b.blocked_id FROM block b WHERE b.blocker_id = ${viewerId} AND b.is_active
  UNION ALL SELECT b.blocker_id FROM block b WHERE b.blocked_id = ${viewerId} AND b.is_active)`;

/** SQL: the viewer may see `p` by what is known here, without asking. */
export const isVisibleTo = (viewerId: string): Prisma.Sql => Prisma.sql`(
  p.user_id = ${viewerId}
  OR (p.visibility = 'PUBLIC' OR (p.visibility = 'FRIENDS' AND ${isLocalFriendOf(viewerId)}))
     AND NOT ${isBlockedFor(viewerId)})`;
