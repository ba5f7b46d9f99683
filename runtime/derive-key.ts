import { hkdfSync } from 'node:crypto';

/** A 256-bit key for one purpose, derived from a secret (HKDF-SHA-256, RFC 5869), so that no key serves two. */
export const deriveKey = (purpose: string, secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
