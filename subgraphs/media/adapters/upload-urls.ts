import { createLinkSigner } from '../../../runtime/signed-links/link-signer.ts';
import { isSignedQuery, signQuery } from '../../../runtime/signed-links/signed-query.ts';
import type { UploadUrls } from '../context.ts';

/** Addresses that take the bytes of one upload from whoever has them, until the upload expires. */
export function createUploadUrls(secrets: readonly [string, ...string[]], publicUrl: string | null): UploadUrls {
  const signer = createLinkSigner('media-upload', secrets);
  const urlOf =
    (path: string): UploadUrls['tusUrlOf'] =>
    ({ id, expiresAt }) =>
      publicUrl === null ? null : `${publicUrl}/media/${path}/${id}?${signQuery(signer, id, expiresAt)}`;
  return {
    urlOf: urlOf('upload'),
    tusUrlOf: urlOf('tus'),
    isSigned: (uploadId, query, now) => isSignedQuery(signer, uploadId, query, now),
  };
}
