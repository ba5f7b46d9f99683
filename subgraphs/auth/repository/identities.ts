import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { groupedBy } from '../../../runtime/loader.ts';

/** A person as somebody else knows and vouches for them. */
export interface Identity {
  /** `telegram`, or the name of a configured provider. */
  readonly provider: string;
  /** What the provider calls the person, and nobody else ever. */
  readonly subject: string;
  readonly userId: string;
  readonly createdAt: Date;
}

/** Who is vouched for by whom, and which proofs were used. */
export function createIdentityStore(db: Prisma.TransactionClient) {
  return {
    /** Whose identity this is; null when nobody's. */
    async userOfIdentity({ provider, subject }: Pick<Identity, 'provider' | 'subject'>): Promise<string | null> {
      const row = await db.identity.findUnique({
        where: { provider_subject: { provider, subject } },
        select: { userId: true },
      });
      return row?.userId ?? null;
    },

    /** Those of each person, oldest first, in the order of `userIds`. */
    async identities(userIds: readonly string[]): Promise<Identity[][]> {
      const rows = await db.identity.findMany({
        where: { userId: { in: [...userIds] } },
        orderBy: [{ createdAt: 'asc' }, { provider: 'asc' }],
      });
      return groupedBy(userIds, rows, (row) => row.userId);
    },

    /** Makes an account that is signed in to by this identity alone. False, and nothing stored, when it is somebody's already. */
    async addIdentityAccount(identity: Identity): Promise<boolean> {
      const { userId, createdAt } = identity;
      await db.account.createMany({ data: [{ id: userId, createdAt }] });
      const { count } = await db.identity.createMany({ data: [identity], skipDuplicates: true });
      if (count === 0) await db.account.deleteMany({ where: { id: userId } });
      return count === 1;
    },

    /** Takes note that a proof is used, until it counts no more by itself. False when it was used before. */
    async useProof(fingerprint: string, expiresAt: Date): Promise<boolean> {
      const { count } = await db.usedProof.createMany({ data: [{ fingerprint, expiresAt }], skipDuplicates: true });
      return count === 1;
    },

    /** Whether a proof was used. */
    async isProofUsed(fingerprint: string): Promise<boolean> {
      return (await db.usedProof.findUnique({ where: { fingerprint } })) !== null;
    },
  };
}
