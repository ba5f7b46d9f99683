import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { groupedBy } from '../../../runtime/database/loader.ts';
import type { Identifier } from './accounts.ts';

/** A person as somebody else knows and vouches for them. */
export interface Identity {
  /** `telegram`, or the name of a configured provider. */
  readonly provider: string;
  /** What the provider calls the person, and nobody else ever. */
  readonly subject: string;
  readonly userId: string;
  readonly createdAt: Date;
}

/** What came of linking: done, done before, somebody else's, or there is another one of the same provider. */
export type Linking = 'ADDED' | 'THEIRS' | 'TAKEN' | 'ANOTHER';

/** Who is vouched for by whom, and which proofs were used. */
export function createIdentityStore(db: Prisma.TransactionClient) {
  return {
    /** The account that has this identity; null when none has. */
    async userOfIdentity({ provider, subject }: Pick<Identity, 'provider' | 'subject'>): Promise<string | null> {
      const [row] = await db.$queryRaw<{ userId: string }[]>`
        SELECT user_id AS "userId" FROM identity WHERE provider = ${provider} AND subject = ${subject}`;
      return row?.userId ?? null;
    },

    /** Those of each person, oldest first, in the order of `userIds`. */
    async identities(userIds: readonly string[]): Promise<Identity[][]> {
      const rows = await db.$queryRaw<Identity[]>`
        SELECT provider, subject, user_id AS "userId", created_at AS "createdAt" FROM identity
        WHERE user_id = ANY (${[...userIds]}) ORDER BY created_at, provider`;
      return groupedBy(userIds, rows, (row) => row.userId);
    },

    /**
     * Creates an account whose only way to sign in is this identity, with a verified address if one is given. False, with
     * nothing stored, when either belongs to an account already.
     */
    async addIdentityAccount(identity: Identity, address: Identifier | null = null): Promise<boolean> {
      const { userId, createdAt } = identity;
      await db.account.createMany({ data: [{ id: userId, createdAt }] });
      let { count } = await db.identity.createMany({ data: [identity], skipDuplicates: true });
      if (count === 1 && address !== null) {
        const row = { ...address, userId, createdAt, verifiedAt: createdAt };
        count = (await db.identifier.createMany({ data: [row], skipDuplicates: true })).count;
      }
      if (count === 0) await db.account.deleteMany({ where: { id: userId } });
      return count === 1;
    },

    /** Adds an identity to an existing account; nothing changes unless the result is `ADDED`. */
    async addIdentity(identity: Identity): Promise<Linking> {
      const { count } = await db.identity.createMany({ data: [identity], skipDuplicates: true });
      if (count === 1) return 'ADDED';
      const { provider, subject, userId } = identity;
      const current = await db.identity.findUnique({
        where: { provider_subject: { provider, subject } },
        select: { userId: true },
      });
      if (current === null) return 'ANOTHER';
      return current.userId === userId ? 'THEIRS' : 'TAKEN';
    },

    /** Takes a person's identity of a provider away; false when there is none. */
    async removeIdentity(userId: string, provider: string): Promise<boolean> {
      return (await db.identity.deleteMany({ where: { userId, provider } })).count === 1;
    },

    /** Records the use of a proof until the proof expires. False when it was used before. */
    async useProof(fingerprint: string, expiresAt: Date): Promise<boolean> {
      const used = await db.$executeRaw`
        INSERT INTO used_proof (fingerprint, expires_at) VALUES (${fingerprint}, ${expiresAt}) ON CONFLICT DO NOTHING`;
      return used === 1;
    },

    /** Whether a proof was used. */
    async isProofUsed(fingerprint: string): Promise<boolean> {
      return (await db.$queryRaw<unknown[]>`SELECT FROM used_proof WHERE fingerprint = ${fingerprint}`).length > 0;
    },
  };
}
