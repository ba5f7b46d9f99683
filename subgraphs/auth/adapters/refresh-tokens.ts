import { createHash, createHmac, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Generates refresh tokens: 256 bits in base64url, stored only as hashes. */
export interface RefreshTokens {
  /** The first token of a session. */
  first(): string;
  /** The successor of `token`: deterministic, and not computable without the secret. */
  successor(token: string): string;
  /** SHA-256 of a token for storage, sufficient for 256 random bits. */
  hash(token: string): string;
}

const TOKEN_BYTES = 32;

/** Creates refresh tokens whose successors are derived with `secret`. */
export function createRefreshTokens(secret: string): RefreshTokens {
  const key = deriveKey('refresh-successor', secret);
  return {
    first: () => randomBytes(TOKEN_BYTES).toString('base64url'),
    successor: (token) => createHmac('sha256', key).update(token).digest('base64url'),
    hash: (token) => createHash('sha256').update(token).digest('hex'),
  };
}
