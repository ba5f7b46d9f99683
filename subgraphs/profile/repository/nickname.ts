import type { Prisma } from '../../../prisma/generated/profile/client.ts';

/** A nickname to hold. */
export interface Claim {
  /** Without regard to case and look-alikes. */
  readonly key: string;
  readonly userId: string;
  /** When it lapses; null for as long as the person's profile has it. */
  readonly expiresAt: Date | null;
}

/** Expired reservations that one claim deletes: more than it can leave behind, so the table stays small. */
const SWEEP_SIZE = 10;

/** Stores the claims of people to nicknames. */
export function createNicknameStore(db: Prisma.TransactionClient) {
  return {
    /** Claims a nickname or renews the claim, in one statement. False when somebody else has it. A profile's claim never expires. */
    async claimNickname({ key, userId, expiresAt }: Claim, now: Date): Promise<boolean> {
      const claimed = await db.$executeRaw`
        WITH swept AS (
          DELETE FROM nickname_claim WHERE key IN (
            SELECT key FROM nickname_claim WHERE expires_at <= ${now} AND key <> ${key}
            ORDER BY expires_at LIMIT ${SWEEP_SIZE} FOR UPDATE SKIP LOCKED))
        INSERT INTO nickname_claim AS held (key, user_id, expires_at) VALUES (${key}, ${userId}, ${expiresAt})
        ON CONFLICT (key) DO UPDATE SET
          user_id = EXCLUDED.user_id,
          expires_at = CASE WHEN held.expires_at IS NULL THEN NULL ELSE EXCLUDED.expires_at END
        WHERE held.user_id = EXCLUDED.user_id OR held.expires_at <= ${now}`;
      return claimed === 1;
    },

    /**
     * Claims nicknames, each once, as `claimNickname` does, and returns the keys that somebody else has. People who have a profile
     * claim nothing: they have a nickname already.
     */
    async claimNicknames(claims: readonly Claim[], now: Date): Promise<string[]> {
      if (claims.length === 0) return [];
      const rows = await db.$queryRaw<{ key: string }[]>`
        WITH wanted AS (
          SELECT w.key, w.user_id, w.expires_at FROM unnest(
            ${claims.map(({ key }) => key)}::text[], ${claims.map(({ userId }) => userId)}::text[],
            ${claims.map(({ expiresAt }) => expiresAt)}::timestamptz[]) AS w (key, user_id, expires_at)
          WHERE NOT EXISTS (SELECT FROM profile p WHERE p.user_id = w.user_id)
        ), claimed AS (
          INSERT INTO nickname_claim AS held (key, user_id, expires_at)
          SELECT key, user_id, expires_at FROM wanted ORDER BY key
          ON CONFLICT (key) DO UPDATE SET user_id = EXCLUDED.user_id,
            expires_at = CASE WHEN held.expires_at IS NULL THEN NULL ELSE EXCLUDED.expires_at END
          WHERE held.user_id = EXCLUDED.user_id OR held.expires_at <= ${now} RETURNING key)
        SELECT key FROM wanted EXCEPT SELECT key FROM claimed`;
      return rows.map(({ key }) => key);
    },

    /** Who has a nickname for as long as their profile has it; null when nobody does. */
    async nicknameHolder(key: string): Promise<string | null> {
      const [row] = await db.$queryRaw<{ userId: string }[]>`
        SELECT user_id AS "userId" FROM nickname_claim WHERE key = ${key} AND expires_at IS NULL`;
      return row?.userId ?? null;
    },

    /** Frees every nickname of a person but the one their profile has. Call after the profile was changed, in its transaction. */
    async releaseNicknames(userId: string): Promise<void> {
      await db.$executeRaw`
        DELETE FROM nickname_claim c WHERE c.user_id = ${userId}
          AND NOT EXISTS (SELECT 1 FROM profile p WHERE p.user_id = ${userId} AND p.nickname_key = c.key)`;
    },

    /** Whether nobody except `userId` has a claim to the nickname now. */
    async isNicknameFree(key: string, userId: string | null, now: Date): Promise<boolean> {
      const claims = await db.$queryRaw<unknown[]>`
        SELECT FROM nickname_claim
        WHERE key = ${key} AND (expires_at IS NULL OR expires_at > ${now}) AND user_id IS DISTINCT FROM ${userId}`;
      return claims.length === 0;
    },

    /** The person with this nickname, folded; null when nobody has it. */
    async userIdOfNickname(folded: string): Promise<string | null> {
      const [row] = await db.$queryRaw<{ userId: string }[]>`
        SELECT user_id AS "userId" FROM profile WHERE nickname_folded = ${folded}`;
      return row?.userId ?? null;
    },
  };
}
