import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Signs download links that work without signing in until they expire. */
export interface DownloadLinks {
  /** The query of a link to `subject` that is valid until `expiresAt`, in whole seconds. */
  sign(subject: string, expiresAt: Date): string;
  /** Whether the query was signed by us for this subject and has not expired. */
  isValid(subject: string, query: URLSearchParams, now: Date): boolean;
}

const SECOND_MS = 1_000;

/** Links signed with HMAC-SHA-256 and a key derived from `secret`; the signature covers subject and expiry. */
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
