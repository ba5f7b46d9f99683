import { createLinkSigner } from '../../../runtime/signed-links/link-signer.ts';
import type { FileLink, FileUrls } from '../context.ts';

/** Of addresses for one viewer; they work for half of that at least. */
const PRIVATE_TTL_MS = 10 * 60 * 1_000;
/** Of addresses for everybody: a cache in front has the same address for longer. */
const PUBLIC_TTL_MS = 2 * 60 * 60 * 1_000;

const SECOND_MS = 1_000;
/** No date is later, and more digits are no whole number of seconds. */
const EXPIRES = /^\d{1,11}$/;

/** The end of a step of half the longest time: for as long as a step lasts the address is the same. */
const expiryOf = (ttlMs: number, now: Date): Date =>
  new Date(Math.floor((now.getTime() + ttlMs) / (ttlMs / 2)) * (ttlMs / 2));

/**
 * Addresses of files that work without signing in, as the browser fetches an image without a token. They say for whom they
 * were made and by which grant, so that the right is looked up again when the bytes are fetched.
 */
export function createFileUrls(secrets: readonly [string, ...string[]], baseUrl: string | null): FileUrls {
  const signer = createLinkSigner('media-file', secrets);
  const subjectOf = (fileId: string, grantId: string | null): string => JSON.stringify([fileId, grantId]);
  const expiry: FileUrls['expiry'] = ({ viewerId }, now) =>
    expiryOf(viewerId === null ? PUBLIC_TTL_MS : PRIVATE_TTL_MS, now);
  return {
    expiry,
    urlOf(link, now) {
      if (baseUrl === null) return null;
      const { fileId, variant, viewerId, grantId } = link;
      const expiresAt = expiry(link, now);
      const query = new URLSearchParams({ expires: String(expiresAt.getTime() / SECOND_MS) });
      if (viewerId !== null) query.set('viewer', viewerId);
      if (grantId !== null) query.set('grant', grantId);
      query.set('signature', signer.sign({ subject: subjectOf(fileId, grantId), viewerId, expiresAt }));
      const path = variant === null ? fileId : `${fileId}/${variant}`;
      return `${baseUrl}/media/${path}?${query}`;
    },
    read(fileId, query, now) {
      const expires = query.get('expires') ?? '';
      const [viewerId, grantId] = [query.get('viewer'), query.get('grant')];
      if (!EXPIRES.test(expires)) return 'INVALID';
      const expiresAt = new Date(Number(expires) * SECOND_MS);
      const claim = { subject: subjectOf(fileId, grantId), viewerId, expiresAt };
      // It was valid for a moment before its end, if it ever was.
      if (!signer.isValid(claim, query.get('signature') ?? '', new Date(0))) return 'INVALID';
      return now < expiresAt ? ({ viewerId, grantId } satisfies Omit<FileLink, 'fileId' | 'variant'>) : 'EXPIRED';
    },
  };
}
