import { Prisma } from '../../../prisma/generated/profile/client.ts';
import { areFriends, blockedIdsOf } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';

/** SQL: the viewer is a friend of the owner of `p` by the local copy. */
export const isLocalFriendOf = (viewerId: string): Prisma.Sql =>
  areFriends(Prisma.sql`${viewerId}`, Prisma.sql`p.user_id`);

/** SQL: nobody but the owner of `p` may see it: a block keeps the viewer apart from them, or they are suspended. */
export const isWithheldFrom = (viewerId: string): Prisma.Sql =>
  Prisma.sql`(p.user_id IN ${blockedIdsOf(Prisma.sql`${viewerId}`)} OR ${isSuspended(Prisma.sql`p.user_id`)})`;

/** SQL: the viewer may see `p` by the local copy, without asking. */
export const isVisibleTo = (viewerId: string): Prisma.Sql => Prisma.sql`(
  p.user_id = ${viewerId}
  OR (p.visibility = 'PUBLIC' OR (p.visibility = 'FRIENDS' AND ${isLocalFriendOf(viewerId)}))
     AND NOT ${isWithheldFrom(viewerId)})`;
