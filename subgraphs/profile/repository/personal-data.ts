import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

/**
 * What this domain keeps about a person, for them to have a copy of.
 *
 * Left out: Friendship, Block (copies of what the friends domain keeps and hands out itself).
 */
export const profileData = (db: Prisma.TransactionClient): readonly Collection[] => [
  {
    name: 'profile',
    async read(userId, after, limit) {
      const rows = await db.profile.findMany({
        where: { userId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        // Only what the database searches by, and the same as the nickname to a person.
        omit: { nicknameFolded: true, nicknameKey: true },
      });
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
  {
    name: 'photos',
    async read(userId, after, limit) {
      const rows = await db.profilePhoto.findMany({
        where: { userId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        select: { id: true, mediaFileId: true, position: true, addedAt: true },
      });
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
  {
    name: 'nicknameClaims',
    async read(userId, after, limit) {
      const rows = await db.nicknameClaim.findMany({
        where: { userId, key: { gt: after } },
        orderBy: { key: 'asc' },
        take: limit,
        select: { key: true, expiresAt: true },
      });
      return rows.map(({ key, expiresAt }) => ({ key, record: { nickname: key, reservedUntil: expiresAt } }));
    },
  },
];
