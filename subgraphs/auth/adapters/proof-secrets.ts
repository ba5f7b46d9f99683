import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { keyFor } from './secret-keys.ts';

/** Makes the secrets that are sent to addresses, and the hashes they are found again by. */
export interface ProofSecrets {
  /** For a link in a mail: 256 bits as base64url. */
  link(): string;
  /** To be typed in from a text message where nothing else says whose it is: 80 bits in 16 letters and digits. */
  word(): string;
  /** To be typed in by a person who is signed in: six digits. */
  code(): string;
  /** Keyed, so that who reads the database cannot try all codes. `owner` binds what is too short to be unique. */
  hash(secret: string, owner?: string): string;
}

const LINK_BYTES = 32;
const WORD_LENGTH = 16;
const CODE_DIGITS = 6;

/** Crockford's Base32: no letter looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Secrets whose hashes hang on `secret`. */
export function createProofSecrets(secret: string): ProofSecrets {
  const key = keyFor('proof', secret);
  return {
    link: () => randomBytes(LINK_BYTES).toString('base64url'),
    word: () => Array.from(randomBytes(WORD_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
    code: () => String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'),
    hash: (text, owner = '') => createHmac('sha256', key).update(`${owner}:${text}`).digest('hex'),
  };
}
