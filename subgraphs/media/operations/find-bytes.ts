import type { MediaContext } from '../context.ts';
import type { MediaFile } from '../repository/index.ts';
import { pathOf } from './find-form.ts';
import { isServable, MODERATOR_GRANT } from './link-to-file.ts';

interface Needs extends Pick<MediaContext, 'caller' | 'now'> {
  readonly fileUrls: Pick<MediaContext['fileUrls'], 'read'>;
  readonly repository: Pick<MediaContext['repository'], 'visibleFiles'>;
}

/** Bytes that an address is of. */
export interface FoundBytes {
  readonly file: MediaFile;
  readonly storageKey: string;
  readonly contentType: string;
  /** Whether everybody may have them, so that a cache may serve them too. */
  readonly isPublic: boolean;
}

/**
 * What an address is of, for whom it was made; or the status of a response without it. The right to see the file is looked
 * up now: it may have ended since the address was made. Browsers fetch images without a token, so a visitor is taken for the
 * viewer of the address; somebody who is signed in as another person is not.
 */
export async function findBytes(
  { caller, now, fileUrls, repository }: Needs,
  fileId: string,
  variant: string | null,
  query: URLSearchParams,
): Promise<FoundBytes | 403 | 404 | 410> {
  const link = fileUrls.read(fileId, query, now());
  if (link === 'INVALID') return 403;
  if (link === 'EXPIRED') return 410;
  if (caller.viewerId !== null && link.viewerId !== null && link.viewerId !== caller.viewerId) return 403;
  const isModerator = link.grantId === MODERATOR_GRANT;
  const viewer = { id: link.viewerId ?? '', isModerator };
  const [file] = await repository.visibleFiles(viewer, [
    { id: fileId, access: '', grantId: isModerator ? null : link.grantId },
  ]);
  if (file == null || !isServable(file)) return 404;
  const form = variant === null ? file : (file.variants.find((one) => pathOf(one) === variant) ?? null);
  if (form?.storageKey == null) return 404;
  return { file, storageKey: form.storageKey, contentType: form.contentType, isPublic: link.viewerId === null };
}
