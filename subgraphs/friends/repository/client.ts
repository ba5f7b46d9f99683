import { Prisma, type PrismaClient } from '../../../prisma/generated/friends/client.ts';

/** The domain's tables, inside a transaction or out of one. */
export type Client = PrismaClient | Prisma.TransactionClient;

/** The condition that neither of two people has blocked the other. Both are SQL expressions, not values. */
export const notBlocked = (one: Prisma.Sql, other: Prisma.Sql): Prisma.Sql => Prisma.sql`NOT EXISTS (
  SELECT FROM block b WHERE (b.user_id = ${one} AND b.blocked_id = ${other}) OR (b.user_id = ${other} AND b.blocked_id = ${one}))`;
