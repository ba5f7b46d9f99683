import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Generates the tokens and codes of messages, and hashes them for storage. */
export interface TokenHasher {
  /** Token for a link in an email: 256 bits in base64url. */
  linkToken(): string;
  /** Code to type in without further identification: 80 bits in 16 letters and digits. */
  longCode(): string;
  /** Six-digit code for a signed-in user to type in. */
  shortCode(): string;
  /** Keyed hash, so that codes in a leaked database cannot be guessed. `owner` makes short codes unique. */
  hash(secret: string, owner?: string): string;
}

const LINK_TOKEN_BYTES = 32;
const LONG_CODE_LENGTH = 16;
const SHORT_CODE_DIGITS = 6;

/** Crockford's Base32: no letter looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Creates the hasher with a key derived from `secret`. */
export function createTokenHasher(secret: string): TokenHasher {
  const key = deriveKey('proof', secret);
  return {
    linkToken: () => randomBytes(LINK_TOKEN_BYTES).toString('base64url'),
    longCode: () => Array.from(randomBytes(LONG_CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
    shortCode: () => String(randomInt(10 ** SHORT_CODE_DIGITS)).padStart(SHORT_CODE_DIGITS, '0'),
    hash: (text, owner = '') => createHmac('sha256', key).update(`${owner}:${text}`).digest('hex'),
  };
}
