import type { Prisma } from '../../../prisma/generated/auth/client.ts';

/** A sign-in by a provider that has begun. */
export interface OAuthAttempt {
  /** Of the secret that the client holds; the `state` in addresses. */
  readonly hash: string;
  readonly provider: string;
  readonly redirectUri: string;
  /** Who began it; null when nobody was signed in. */
  readonly userId: string | null;
  readonly expiresAt: Date;
}

/** Sign-ins that have begun elsewhere. */
export function createOAuthAttemptStore(db: Prisma.TransactionClient) {
  return {
    /** Keeps an attempt; one that was taken can be put back. */
    async putAttempt(attempt: OAuthAttempt): Promise<void> {
      await db.oauthAttempt.createMany({ data: [attempt], skipDuplicates: true });
    },

    /** The attempt, which goes on counting; null when there is none that counts. */
    findAttempt(hash: string, now: Date): Promise<OAuthAttempt | null> {
      return db.oauthAttempt.findFirst({ where: { hash, expiresAt: { gt: now } } });
    },

    /** Uses an attempt up: of two at once one gets it. Null when there is none that counts. */
    async takeAttempt(hash: string, now: Date): Promise<OAuthAttempt | null> {
      const [row] = await db.$queryRaw<OAuthAttempt[]>`
        DELETE FROM oauth_attempt WHERE hash = ${hash} AND expires_at > ${now}
        RETURNING hash, provider, redirect_uri AS "redirectUri", user_id AS "userId", expires_at AS "expiresAt"`;
      return row ?? null;
    },
  };
}
