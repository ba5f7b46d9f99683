import { Prisma, type PrismaClient } from '../../../prisma/generated/friends/client.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';

/** The domain's tables, inside a transaction or out of one. */
export type Client = PrismaClient | Prisma.TransactionClient;

/** The condition that neither of two people has blocked the other. Both are SQL expressions, not values. */
export const notBlocked = (one: Prisma.Sql, other: Prisma.Sql): Prisma.Sql => Prisma.sql`NOT EXISTS (
  SELECT FROM block b WHERE (b.user_id = ${one} AND b.blocked_id = ${other}) OR (b.user_id = ${other} AND b.blocked_id = ${one}))`;

/** The clauses of one page of a list that is ordered by ids, the latest first. `id` is an SQL expression. */
export function pageOf({ from, backwards, limit }: PageRequest<readonly [string]>, id: Prisma.Sql) {
  const ahead = backwards ? Prisma.sql`>` : Prisma.sql`<`;
  return {
    beyond: from === null ? Prisma.empty : Prisma.sql`AND ${id} ${ahead} ${from[0]}`,
    order: backwards ? Prisma.sql`ASC` : Prisma.sql`DESC`,
    limit: Prisma.sql`LIMIT ${limit}`,
  };
}
