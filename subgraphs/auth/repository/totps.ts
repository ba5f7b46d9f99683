import type { Prisma } from '../../../prisma/generated/auth/client.ts';

/** A person's second factor. */
export interface StoredTotp {
  /** Encrypted under the person's id. */
  readonly sealedSecret: string;
  /** Null until the person has entered a first code; until then no code is required. */
  readonly confirmedAt: Date | null;
}

/** Stores second factors and recovery codes. */
export function createTotpStore(db: Prisma.TransactionClient) {
  const putRecoveryCodes = async (userId: string, hashes: readonly string[]): Promise<void> => {
    await db.recoveryCode.deleteMany({ where: { userId } });
    await db.recoveryCode.createMany({ data: hashes.map((hash) => ({ userId, hash })) });
  };
  return {
    /** Null when there is none. */
    async totpOf(userId: string): Promise<StoredTotp | null> {
      const [row] = await db.$queryRaw<StoredTotp[]>`
        SELECT sealed_secret AS "sealedSecret", confirmed_at AS "confirmedAt" FROM totp WHERE user_id = ${userId}`;
      return row ?? null;
    },

    /** Keeps a secret to be confirmed, and codes for the day it is lost. False, and nothing changed, when one is confirmed. */
    async putTotp(userId: string, sealedSecret: string, recoveryHashes: readonly string[]): Promise<boolean> {
      const put = await db.$executeRaw`
        INSERT INTO totp AS held (user_id, sealed_secret) VALUES (${userId}, ${sealedSecret})
        ON CONFLICT (user_id) DO UPDATE SET sealed_secret = EXCLUDED.sealed_secret, last_step = 0
        WHERE held.confirmed_at IS NULL`;
      if (put === 1) await putRecoveryCodes(userId, recoveryHashes);
      return put === 1;
    },

    /** Uses a step up, and all before it. False when it was used already, or the secret is not this one any more. */
    async useStep(userId: string, sealedSecret: string, step: number): Promise<boolean> {
      const used = await db.$executeRaw`
        UPDATE totp SET last_step = ${step}
        WHERE user_id = ${userId} AND sealed_secret = ${sealedSecret} AND last_step < ${step}`;
      return used === 1;
    },

    async confirmTotp(userId: string, now: Date): Promise<void> {
      await db.totp.updateMany({ where: { userId }, data: { confirmedAt: now } });
    },

    /** Uses a recovery code up; false when there is none with this hash. */
    async useRecoveryCode(userId: string, hash: string): Promise<boolean> {
      return (await db.recoveryCode.deleteMany({ where: { userId, hash } })).count === 1;
    },

    /** Removes the second factor and its recovery codes. */
    async removeTotp(userId: string): Promise<void> {
      await db.totp.deleteMany({ where: { userId } });
      await db.recoveryCode.deleteMany({ where: { userId } });
    },
  };
}
