import type { MediaContext } from '../context.ts';
import type { MediaUpload } from '../repository/index.ts';

interface Needs extends Pick<MediaContext, 'caller' | 'now'> {
  readonly uploadUrls: Pick<MediaContext['uploadUrls'], 'isSigned'>;
  readonly repository: Pick<MediaContext['repository'], 'findUpload'>;
}

/** Why a request may not write to an upload, as the status of its response. */
export type UploadDenial = 401 | 403 | 404;

/** The upload that a request is about, if it has a signed address of it or comes from its owner. */
export async function findWritableUpload(
  { caller, now, uploadUrls, repository }: Needs,
  uploadId: string,
  query: URLSearchParams,
): Promise<MediaUpload | UploadDenial> {
  const isSigned = uploadUrls.isSigned(uploadId, query, now());
  if (!isSigned && query.has('signature')) return 403;
  if (!isSigned && caller.viewerId === null) return 401;
  const upload = await repository.findUpload(uploadId);
  return upload !== null && (isSigned || upload.ownerId === caller.viewerId) ? upload : 404;
}
