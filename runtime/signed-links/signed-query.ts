import type { LinkSigner } from './link-signer.ts';

const SECOND_MS = 1_000;
/** No date is later, and more digits are no whole number of seconds. */
const EXPIRES = /^\d{1,11}$/;

/** The query of a link to `subject` that works for whoever has it until `expiresAt`: `expires` in seconds, and `signature`. */
export function signQuery(signer: LinkSigner, subject: string, expiresAt: Date): URLSearchParams {
  const expires = Math.floor(expiresAt.getTime() / SECOND_MS);
  const signature = signer.sign({ subject, viewerId: null, expiresAt });
  return new URLSearchParams({ expires: String(expires), signature });
}

/** Whether a query is one that `signQuery` made for this subject, and its time is not over. */
export function isSignedQuery(signer: LinkSigner, subject: string, query: URLSearchParams, now: Date): boolean {
  const expires = query.get('expires') ?? '';
  if (!EXPIRES.test(expires)) return false;
  const expiresAt = new Date(Number(expires) * SECOND_MS);
  return signer.isValid({ subject, viewerId: null, expiresAt }, query.get('signature') ?? '', now);
}
