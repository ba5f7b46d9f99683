import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { groupedBy } from '../../../runtime/database/loader.ts';

/** A key pair of which a person's device holds the private half. */
export interface Passkey {
  readonly id: string;
  /** Credential id in base64url. */
  readonly credentialId: string;
  readonly userId: string;
  /** Public key in COSE format. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: bigint;
  readonly transports: readonly string[];
  readonly name: string;
  /** Whether it is synced across the user's devices. */
  readonly isSynced: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What a passkey is to sign, by its hash. */
export interface PasskeyChallenge {
  readonly hash: string;
  readonly purpose: 'REGISTER' | 'SIGN_IN';
  /** Who registers; null for a sign-in. */
  readonly userId: string | null;
  readonly expiresAt: Date;
}

/** Passkeys and what they are to sign. */
export function createPasskeyStore(db: Prisma.TransactionClient) {
  return {
    /** Those of each person, oldest first, in the order of `userIds`. */
    async passkeys(userIds: readonly string[]): Promise<Passkey[][]> {
      const rows = await db.passkey.findMany({ where: { userId: { in: [...userIds] } }, orderBy: { id: 'asc' } });
      return groupedBy(userIds, rows, (row) => row.userId);
    },

    /** Null when nobody has it. */
    passkeyOf(credentialId: string): Promise<Passkey | null> {
      return db.passkey.findUnique({ where: { credentialId } });
    },

    /** False, and nothing stored, when somebody has it already. */
    async addPasskey({ transports, ...passkey }: Passkey): Promise<boolean> {
      const data = [{ ...passkey, transports: [...transports] }];
      return (await db.passkey.createMany({ data, skipDuplicates: true })).count === 1;
    },

    /**
     * Records a use of a passkey. False, with nothing changed, when it was removed, or when it counts and its counter has
     * not increased: then the authenticator was cloned.
     */
    async usePasskey(id: string, counter: bigint, now: Date): Promise<boolean> {
      const used = await db.$executeRaw`
        UPDATE passkey SET counter = ${counter}, last_used_at = ${now}
        WHERE id = ${id} AND (counter < ${counter} OR (counter = 0 AND ${counter} = 0))`;
      return used === 1;
    },

    /** The renamed passkey of this person; null when they have none of this id. */
    async renamePasskey(userId: string, id: string, name: string): Promise<Passkey | null> {
      const [renamed] = await db.passkey.updateManyAndReturn({ where: { id, userId }, data: { name } });
      return renamed ?? null;
    },

    /** False when the person has none of this id. */
    async removePasskey(userId: string, id: string): Promise<boolean> {
      return (await db.passkey.deleteMany({ where: { id, userId } })).count === 1;
    },

    async putPasskeyChallenge(challenge: PasskeyChallenge): Promise<void> {
      await db.passkeyChallenge.createMany({ data: [challenge] });
    },

    /** Consumes a challenge, whatever the outcome: one of two concurrent requests gets it. False when none is valid. */
    async takePasskeyChallenge(
      { hash, purpose, userId }: Omit<PasskeyChallenge, 'expiresAt'>,
      now: Date,
    ): Promise<boolean> {
      const { count } = await db.passkeyChallenge.deleteMany({
        where: { hash, purpose, userId, expiresAt: { gt: now } },
      });
      return count === 1;
    },
  };
}
