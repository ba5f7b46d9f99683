import type { Prisma } from '../../../prisma/generated/auth/client.ts';

/** A sign-in by a provider that has begun. */
export interface OAuthAttempt {
  /** Hash of the client's secret; the `state` parameter of redirects. */
  readonly hash: string;
  readonly provider: string;
  readonly redirectUri: string;
  /** The account that started it; null when nobody was signed in. */
  readonly userId: string | null;
  readonly expiresAt: Date;
}

/** Stores OAuth sign-ins that have started and not returned. */
export function createOAuthAttemptStore(db: Prisma.TransactionClient) {
  return {
    /** Stores an attempt; one that was consumed can be stored again. */
    async putAttempt(attempt: OAuthAttempt): Promise<void> {
      await db.oauthAttempt.createMany({ data: [attempt], skipDuplicates: true });
    },

    /** Reads the attempt without consuming it; null when there is none that is valid. */
    findAttempt(hash: string, now: Date): Promise<OAuthAttempt | null> {
      return db.oauthAttempt.findFirst({ where: { hash, expiresAt: { gt: now } } });
    },

    /** Consumes an attempt: one of two concurrent requests gets it. Null when there is none that is valid. */
    async takeAttempt(hash: string, now: Date): Promise<OAuthAttempt | null> {
      const [row] = await db.$queryRaw<OAuthAttempt[]>`
        DELETE FROM oauth_attempt WHERE hash = ${hash} AND expires_at > ${now}
        RETURNING hash, provider, redirect_uri AS "redirectUri", user_id AS "userId", expires_at AS "expiresAt"`;
      return row ?? null;
    },
  };
}
