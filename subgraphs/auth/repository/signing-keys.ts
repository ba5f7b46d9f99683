import type { Prisma } from '../../../prisma/generated/auth/client.ts';

/** A key pair that signs access tokens from `activeAt` to `retiresAt`, and is published from `createdAt` to `expiresAt`. */
export interface SigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** Coordinates of the public point on P-256, as in a JSON Web Key. */
  readonly x: string;
  readonly y: string;
  /** The private half, encrypted. */
  readonly sealedPrivate: string;
  readonly createdAt: Date;
  readonly activeAt: Date;
  readonly retiresAt: Date;
  readonly expiresAt: Date;
}

/** Names the lock that one process at a time rotates keys under. */
const ROTATION_LOCK = 'auth.signing-keys';

/** The keys that sign access tokens. */
export function createSigningKeyStore(db: Prisma.TransactionClient) {
  return {
    /** Keys still published at `now`, by the time they begin to sign. */
    async publishedKeys(now: Date): Promise<SigningKey[]> {
      return db.$queryRaw<SigningKey[]>`
        SELECT kid, x, y, sealed_private AS "sealedPrivate", created_at AS "createdAt", active_at AS "activeAt",
               retires_at AS "retiresAt", expires_at AS "expiresAt"
        FROM signing_key WHERE expires_at > ${now} ORDER BY active_at`;
    },

    /** Waits until no other transaction rotates keys, and keeps others waiting until this one ends. */
    async holdRotation(): Promise<void> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${ROTATION_LOCK}, 0))`;
    },

    async addKeys(keys: readonly SigningKey[]): Promise<void> {
      await db.signingKey.createMany({ data: [...keys] });
    },

    /** Deletes the keys whose last token has expired. */
    async deleteExpiredKeys(now: Date): Promise<void> {
      await db.$executeRaw`DELETE FROM signing_key WHERE expires_at <= ${now}`;
    },
  };
}

/** A key pair without validity times: kid, public key and encrypted private key. */
export type KeyPair = Pick<SigningKey, 'kid' | 'x' | 'y' | 'sealedPrivate'>;
