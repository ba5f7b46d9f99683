import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import type { FactPage } from '../../../runtime/events/snapshot.ts';
import type { BirthDateChanged, ContactVerified, UserRegistered, UserSuspended } from '../events.ts';

/** Reads all accounts, dates of birth, verified addresses, suspensions and deletions that there are, for domains that keep a copy of them. */
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

  /** Dates of birth in the order of the user ids. */
  async birthDateFacts(after: string | null, limit: number): Promise<FactPage<BirthDateChanged>> {
    const rows = await db.$queryRaw<BirthDateChanged[]>`
      SELECT id AS "userId", to_char(date_of_birth, 'YYYY-MM-DD') AS "dateOfBirth" FROM account
      WHERE date_of_birth IS NOT NULL AND id > ${after ?? ''} ORDER BY id LIMIT ${limit}::int`;
    return { payloads: rows, next: rows.length < limit ? null : (rows.at(-1)?.userId ?? null) };
  },

  /** Verified addresses in the order of the user ids and kinds. */
  async contactFacts(after: string | null, limit: number): Promise<FactPage<ContactVerified>> {
    const rows = await db.$queryRaw<{ userId: string; kind: ContactVerified['kind']; verifiedAt: Date }[]>`
      SELECT user_id AS "userId", kind, verified_at AS "verifiedAt" FROM identifier
      WHERE verified_at IS NOT NULL AND user_id || ' ' || kind > ${after ?? ''}
        AND user_id >= ${after?.split(' ')[0] ?? ''} ORDER BY user_id, kind LIMIT ${limit}::int`;
    const last = rows.at(-1);
    return {
      payloads: rows.map(({ userId, kind, verifiedAt }) => ({ userId, kind, at: verifiedAt.toISOString() })),
      next: last === undefined || rows.length < limit ? null : `${last.userId} ${last.kind}`,
    };
  },

  /** Suspensions in the order of the user ids, including those whose end has passed. */
  async suspensionFacts(after: string | null, limit: number): Promise<FactPage<UserSuspended>> {
    const rows = await db.$queryRaw<{ userId: string; until: Date | null; since: Date }[]>`
      SELECT id AS "userId", suspended_until AS until, suspended_at AS since FROM account
      WHERE suspended_at IS NOT NULL AND id > ${after ?? ''} ORDER BY id LIMIT ${limit}::int`;
    return {
      payloads: rows.map(({ userId, until, since }) => ({
        userId,
        until: until?.toISOString() ?? null,
        at: since.toISOString(),
      })),
      next: rows.length < limit ? null : (rows.at(-1)?.userId ?? null),
    };
  },

  countAccounts: (): Promise<number> => db.account.count(),
  countBirthDates: (): Promise<number> => db.account.count({ where: { dateOfBirth: { not: null } } }),
  countContacts: (): Promise<number> => db.identifier.count({ where: { verifiedAt: { not: null } } }),
  countSuspensions: (): Promise<number> => db.account.count({ where: { suspendedAt: { not: null } } }),
  countDeletions: (): Promise<number> => db.deletedAccount.count(),
});
