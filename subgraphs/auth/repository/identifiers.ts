import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import type { Identifier } from './accounts.ts';

/** What came of giving a person an address that they have proved to be theirs. */
export type Proving =
  | { readonly outcome: 'TAKEN' }
  | {
      readonly outcome: 'VERIFIED' | 'CHANGED';
      /** The address of the same kind that the person had before, if another one. */
      readonly previous: string | null;
    };

/** Addresses that persons prove to be theirs. */
export function createIdentifierStore(db: Prisma.TransactionClient) {
  return {
    /** Who signs in with this address; null when nobody does. Keeps it so until the transaction ends. */
    async holdIdentifier({ kind, value }: Identifier): Promise<{ userId: string; verifiedAt: Date | null } | null> {
      const [row] = await db.$queryRaw<{ userId: string; verifiedAt: Date | null }[]>`
        SELECT user_id AS "userId", verified_at AS "verifiedAt" FROM identifier
        WHERE kind = ${kind} AND value = ${value} FOR UPDATE`;
      return row ?? null;
    },

    /**
     * Stores this address as verified, replacing the person's other one of its kind. Nothing changes when it belongs to
     * somebody else. @throws when somebody else takes it concurrently; everything is rolled back then.
     */
    async proveIdentifier(userId: string, { kind, value }: Identifier, now: Date): Promise<Proving> {
      const current = await db.identifier.findUnique({
        where: { kind_value: { kind, value } },
        select: { userId: true },
      });
      if (current !== null && current.userId !== userId) return { outcome: 'TAKEN' };
      const before = await db.identifier.findUnique({
        where: { userId_kind: { userId, kind } },
        select: { value: true },
      });
      await db.identifier.upsert({
        where: { userId_kind: { userId, kind } },
        create: { userId, kind, value, createdAt: now, verifiedAt: now },
        update: { value, verifiedAt: now, refusedAt: null },
      });
      const previous = before === null || before.value === value ? null : before.value;
      return { outcome: before?.value === value ? 'VERIFIED' : 'CHANGED', previous };
    },

    /** Records that e-mails to an address are permanently rejected, unless it was verified after `at`. */
    async noteRefusal(
      address: Identifier | { readonly userId: string; readonly kind: 'EMAIL' },
      at: Date,
    ): Promise<void> {
      const whose = 'userId' in address ? { userId: address.userId } : { value: address.value };
      await db.identifier.updateMany({
        where: {
          kind: address.kind,
          ...whose,
          createdAt: { lte: at },
          OR: [{ verifiedAt: null }, { verifiedAt: { lte: at } }],
        },
        data: { refusedAt: at },
      });
    },

    /** Whether e-mails to this address are permanently rejected. */
    async isRefused({ kind, value }: Identifier): Promise<boolean> {
      const refused = await db.$queryRaw<unknown[]>`
        SELECT FROM identifier WHERE kind = ${kind} AND value = ${value} AND refused_at IS NOT NULL`;
      return refused.length > 0;
    },

    /** Sets a person's password, whatever it was. */
    async setPassword(userId: string, hash: string, now: Date): Promise<void> {
      const columns = { hash, changedAt: now };
      await db.passwordCredential.upsert({ where: { userId }, create: { userId, ...columns }, update: columns });
    },

    /** Adds a password unless the person has one; returns whether it was added. */
    async addPassword(userId: string, hash: string, now: Date): Promise<boolean> {
      const { count } = await db.passwordCredential.createMany({
        data: [{ userId, hash, changedAt: now }],
        skipDuplicates: true,
      });
      return count === 1;
    },
  };
}
