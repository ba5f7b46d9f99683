import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Makes links that let whoever has them download something for a while, without signing in. */
export interface DownloadLinks {
  /** The query of a link to `subject` that counts until `expiresAt`, in whole seconds. */
  sign(subject: string, expiresAt: Date): string;
  /** Whether the query of a link is one of ours, for this subject, and still counts. */
  isValid(subject: string, query: URLSearchParams, now: Date): boolean;
}

const SECOND_MS = 1_000;

/** Links signed by HMAC-SHA-256 under a key derived from `secret`; the instant they lapse is signed with the subject. */
export function createDownloadLinks(secret: string): DownloadLinks {
  const key = deriveKey('download', secret);
  const signatureOf = (subject: string, expires: string): Buffer =>
    createHmac('sha256', key).update(`${expires}:${subject}`).digest();
  return {
    sign(subject, expiresAt) {
      const expires = String(Math.floor(expiresAt.getTime() / SECOND_MS));
      return new URLSearchParams({
        expires,
        signature: signatureOf(subject, expires).toString('base64url'),
      }).toString();
    },
    isValid(subject, query, now) {
      const expires = query.get('expires') ?? '';
      const given = Buffer.from(query.get('signature') ?? '', 'base64url');
      const expected = signatureOf(subject, expires);
      const isGenuine = given.length === expected.length && timingSafeEqual(given, expected);
      return isGenuine && now.getTime() < Number(expires) * SECOND_MS;
    },
  };
}
