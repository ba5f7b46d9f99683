import { createHash, randomBytes } from 'node:crypto';
import type { ResumeContext } from '../context.ts';

/** As hard to guess as a key of AES-256. */
const TOKEN_BYTES = 32;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Tokens of links. They are random, so a plain hash is enough: there is nothing to guess that is shorter. */
export const createLinkTokens = (): ResumeContext['linkTokens'] => ({
  create() {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    return { token, hash: hashOf(token) };
  },
  hashOf,
});
