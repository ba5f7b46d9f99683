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
      const columns = { hash, kind: sentTo.kind, value: sentTo.value, expiresAt };
      await db.challenge.upsert({
        where: { userId_purpose: { userId, purpose } },
        create: { userId, purpose, ...columns },
        update: { ...columns, tries: 0 },
      });
    },

    /** Whether there is a challenge of this purpose and hash that counts. */
    async hasChallenge(purpose: ChallengePurpose, hash: string, now: Date): Promise<boolean> {
      const found = await db.challenge.findFirst({
        where: { purpose, hash, expiresAt: { gt: now } },
        select: { hash: true },
      });
      return found !== null;
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
      const { count } = await db.challenge.updateMany({
        where: { userId, purpose, tries: { lt: limit }, expiresAt: { gt: now } },
        data: { tries: { increment: 1 } },
      });
      return count === 1;
    },

    async removeChallenge(userId: string, purpose: ChallengePurpose): Promise<void> {
      await db.challenge.deleteMany({ where: { userId, purpose } });
    },
  };
}
