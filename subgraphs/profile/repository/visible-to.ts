import { Prisma } from '../../../prisma/generated/profile/client.ts';
import { areFriends, blockedIdsOf } from '../../../runtime/relations/relation-sql.ts';

/** SQL: the viewer is a friend of the owner of `p` by the local copy. */
export const isLocalFriendOf = (viewerId: string): Prisma.Sql =>
  areFriends(Prisma.sql`${viewerId}`, Prisma.sql`p.user_id`);

/** SQL: the owner of `p` blocks the viewer or is blocked by them. */
export const isBlockedFor = (viewerId: string): Prisma.Sql =>
  Prisma.sql`p.user_id IN ${blockedIdsOf(Prisma.sql`${viewerId}`)}`;

/** SQL: the viewer may see `p` by the local copy, without asking. */
export const isVisibleTo = (viewerId: string): Prisma.Sql => Prisma.sql`(
  p.user_id = ${viewerId}
  OR (p.visibility = 'PUBLIC' OR (p.visibility = 'FRIENDS' AND ${isLocalFriendOf(viewerId)}))
     AND NOT ${isBlockedFor(viewerId)})`;
