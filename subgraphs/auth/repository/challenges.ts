import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import type { Identifier } from './accounts.ts';

/** What knowing a secret that was sent entitles to. */
export type ChallengePurpose = 'VERIFY_EMAIL' | 'VERIFY_PHONE' | 'RESET_PASSWORD';

/** A secret that was sent to an address, by its hash. */
export interface Challenge {
  readonly userId: string;
  readonly purpose: ChallengePurpose;
  readonly hash: string;
  readonly sentTo: Identifier;
  readonly expiresAt: Date;
}

interface Row extends Omit<Challenge, 'sentTo'>, Identifier {}

const challengeOf = ({ kind, value, ...row }: Row): Challenge => ({ ...row, sentTo: { kind, value } });

/** Secrets on their way to their persons. */
export function createChallengeStore(db: Prisma.TransactionClient) {
  return {
    /** Stores the challenge and invalidates an earlier one of the same purpose. */
    async putChallenge({ userId, purpose, hash, sentTo, expiresAt }: Challenge): Promise<void> {
      await db.$executeRaw`
        INSERT INTO challenge (user_id, purpose, hash, kind, value, expires_at)
        VALUES (${userId}, ${purpose}, ${hash}, ${sentTo.kind}, ${sentTo.value}, ${expiresAt})
        ON CONFLICT (user_id, purpose) DO UPDATE SET hash = excluded.hash, kind = excluded.kind, value = excluded.value,
          expires_at = excluded.expires_at, tries = 0`;
    },

    /** Whether there is a challenge of this purpose and hash that counts. */
    async hasChallenge(purpose: ChallengePurpose, hash: string, now: Date): Promise<boolean> {
      const found = await db.$queryRaw<unknown[]>`
        SELECT FROM challenge WHERE purpose = ${purpose} AND hash = ${hash} AND expires_at > ${now}`;
      return found.length > 0;
    },

    /** Uses a challenge up: of two at once one gets it. Null when there is none that counts. */
    async takeChallenge(purpose: ChallengePurpose, hash: string, now: Date): Promise<Challenge | null> {
      const [row] = await db.$queryRaw<Row[]>`
        DELETE FROM challenge WHERE purpose = ${purpose} AND hash = ${hash} AND expires_at > ${now}
        RETURNING user_id AS "userId", purpose, hash, kind, value, expires_at AS "expiresAt"`;
      return row === undefined ? null : challengeOf(row);
    },

    /** Counts a try at a person's challenge; false when there is none that counts or it was tried `limit` times already. */
    async countTry(userId: string, purpose: ChallengePurpose, limit: number, now: Date): Promise<boolean> {
      const counted = await db.$executeRaw`
        UPDATE challenge SET tries = tries + 1
        WHERE user_id = ${userId} AND purpose = ${purpose} AND tries < ${limit} AND expires_at > ${now}`;
      return counted === 1;
    },

    async removeChallenge(userId: string, purpose: ChallengePurpose): Promise<void> {
      await db.$executeRaw`DELETE FROM challenge WHERE user_id = ${userId} AND purpose = ${purpose}`;
    },
  };
}
