import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import type { FactPage } from '../../../runtime/events/snapshot.ts';
import type { UserRegistered } from '../events.ts';

/** Reads all accounts and deletions that there are, for domains that keep a copy of them. */
export const createFactReads = (db: Prisma.TransactionClient) => ({
  /** Accounts in the order of their ids. Nicknames are of another domain and left empty. */
  async accountFacts(after: string | null, limit: number): Promise<FactPage<UserRegistered>> {
    const rows = await db.account.findMany({
      where: { id: { gt: after ?? '' } },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true, createdAt: true },
    });
    return {
      payloads: rows.map(({ id, createdAt }) => ({ userId: id, nickname: '', registeredAt: createdAt.toISOString() })),
      next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
    };
  },

  /** Deleted accounts in the order of their ids. */
  async deletionFacts(after: string | null, limit: number): Promise<FactPage<{ userId: string; at: string }>> {
    const rows = await db.deletedAccount.findMany({
      where: { userId: { gt: after ?? '' } },
      orderBy: { userId: 'asc' },
      take: limit,
      select: { userId: true, deletedAt: true },
    });
    return {
      payloads: rows.map(({ userId, deletedAt }) => ({ userId, at: deletedAt.toISOString() })),
      next: rows.length < limit ? null : (rows.at(-1)?.userId ?? null),
    };
  },

  countAccounts: (): Promise<number> => db.account.count(),
  countDeletions: (): Promise<number> => db.deletedAccount.count(),
});
