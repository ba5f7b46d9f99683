import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Makes the secrets that are sent to addresses, and the hashes they are found again by. */
export interface TokenHasher {
  /** For a link in a mail: 256 bits as base64url. */
  linkToken(): string;
  /** To be typed in from a text message where nothing else says whose it is: 80 bits in 16 letters and digits. */
  longCode(): string;
  /** To be typed in by a person who is signed in: six digits. */
  shortCode(): string;
  /** Keyed, so that who reads the database cannot try all codes. `owner` binds what is too short to be unique. */
  hash(secret: string, owner?: string): string;
}

const LINK_TOKEN_BYTES = 32;
const LONG_CODE_LENGTH = 16;
const SHORT_CODE_DIGITS = 6;

/** Crockford's Base32: no letter looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Secrets whose hashes hang on `secret`. */
export function createTokenHasher(secret: string): TokenHasher {
  const key = deriveKey('proof', secret);
  return {
    linkToken: () => randomBytes(LINK_TOKEN_BYTES).toString('base64url'),
    longCode: () => Array.from(randomBytes(LONG_CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
    shortCode: () => String(randomInt(10 ** SHORT_CODE_DIGITS)).padStart(SHORT_CODE_DIGITS, '0'),
    hash: (text, owner = '') => createHmac('sha256', key).update(`${owner}:${text}`).digest('hex'),
  };
}
