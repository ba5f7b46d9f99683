import type { Prisma, PrismaClient } from '../../../prisma/generated/friends/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';

/** The domain's tables, inside a transaction or out of one. */
export type Client = PrismaClient | Prisma.TransactionClient;

/** The condition that neither of two people has blocked the other. Both are SQL expressions, not values. */
export const notBlocked = (one: SqlFragment, other: SqlFragment): SqlFragment => sql`NOT EXISTS (
  SELECT FROM block b WHERE (b.user_id = ${one} AND b.blocked_id = ${other}) OR (b.user_id = ${other} AND b.blocked_id = ${one}))`;
