import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a signature says: who has it may do one thing with one subject until then. */
export interface SignedClaim {
  /** What the purpose is about: an id, or a text that holds all that is needed. */
  readonly subject: string;
  /** The only person whom it permits anything; null: whoever has it. */
  readonly viewerId: string | null;
  /** In whole seconds; null: never. */
  readonly expiresAt: Date | null;
}

/** Signs claims for one purpose. */
export interface LinkSigner {
  /** 43 characters of base64url. */
  sign(claim: SignedClaim): string;
  /** Whether this claim was signed for this purpose, and has not expired. */
  isValid(claim: SignedClaim, signature: string, now: Date): boolean;
}

const KEY_BYTES = 32;
const SECOND_MS = 1_000;

/**
 * HMAC-SHA-256 over subject, viewer and expiry, with a key of its own for each purpose (HKDF-SHA-256, RFC 5869). The first of
 * the secrets signs; all of them are accepted, so that a secret can be replaced while links signed with the one before are
 * still in use.
 */
export function createLinkSigner(purpose: string, secrets: readonly [string, ...string[]]): LinkSigner {
  const deriveKey = (secret: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `links:${purpose}`, KEY_BYTES));
  const [secret, ...others] = secrets;
  const signingKey = deriveKey(secret);
  const keys = [signingKey, ...others.map(deriveKey)];
  return {
    sign: (claim) => signatureOf(signingKey, claim).toString('base64url'),
    isValid(claim, signature, now) {
      const given = Buffer.from(signature, 'base64url');
      // Every key is tried, so that the time says nothing of them.
      const matches = keys.map((key) => isSame(given, signatureOf(key, claim)));
      return matches.includes(true) && (claim.expiresAt === null || now < claim.expiresAt);
    },
  };
}

function signatureOf(key: Buffer, { subject, viewerId, expiresAt }: SignedClaim): Buffer {
  const expires = expiresAt === null ? null : Math.floor(expiresAt.getTime() / SECOND_MS);
  return createHmac('sha256', key)
    .update(JSON.stringify([subject, viewerId, expires]))
    .digest();
}

const isSame = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);
