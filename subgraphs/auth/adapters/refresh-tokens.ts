import { createHash, createHmac, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Makes refresh tokens: 256 bits as base64url, of which only hashes are stored. */
export interface RefreshTokens {
  /** The first token of a session. */
  first(): string;
  /** The one token that can follow `token`: the same every time it is asked for, and nobody without our secret can tell it. */
  successor(token: string): string;
  /** How a token is found again: SHA-256, enough for 256 random bits. */
  hash(token: string): string;
}

const TOKEN_BYTES = 32;

/** Refresh tokens whose chain hangs on `secret`. */
export function createRefreshTokens(secret: string): RefreshTokens {
  const key = deriveKey('refresh-successor', secret);
  return {
    first: () => randomBytes(TOKEN_BYTES).toString('base64url'),
    successor: (token) => createHmac('sha256', key).update(token).digest('base64url'),
    hash: (token) => createHash('sha256').update(token).digest('hex'),
  };
}
