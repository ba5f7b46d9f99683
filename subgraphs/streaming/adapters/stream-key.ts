import { createHash, randomBytes } from 'node:crypto';

/** What a host's encoder shows to prove that it may publish, and what is kept of it. */
export interface StreamKey {
  /** `sk_` and 256 random bits; shown once. */
  readonly key: string;
  /** SHA-256 in hex. A plain hash is enough for a key that nobody can guess. */
  readonly hash: string;
}

/** What is kept of a stream key. */
export const hashStreamKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Generates a random stream key. */
export function createStreamKey(): StreamKey {
  const key = `sk_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashStreamKey(key) };
}
