import type { Prisma, PrismaClient } from '../../../prisma/generated/notifications/client.ts';

/** The domain's tables, inside a transaction or out of one. */
export type Client = PrismaClient | Prisma.TransactionClient;
