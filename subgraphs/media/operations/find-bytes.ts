import type { FileLink, MediaContext } from '../context.ts';
import type { MediaFile } from '../repository/index.ts';
import { DEFERRED_FORM, isDeferred, pathOf } from './find-form.ts';
import { isServable, MODERATOR_GRANT } from './link-to-file.ts';

type Link = Pick<FileLink, 'viewerId' | 'grantId'>;

interface Needs extends Pick<MediaContext, 'caller' | 'now' | 'awaitVariant'> {
  readonly fileUrls: Pick<MediaContext['fileUrls'], 'read'>;
  readonly repository: Pick<MediaContext['repository'], 'visibleFiles'>;
}

/** Bytes that an address is of. */
export interface FoundBytes {
  readonly file: MediaFile;
  readonly storageKey: string;
  readonly byteSize: number;
  readonly contentType: string;
  /** Whether everybody may have them, so that a cache may serve them too. */
  readonly isPublic: boolean;
}

/**
 * What an address is of, for whom it was made; or the status of a response without it. The right to see the file is looked
 * up now: it may have ended since the address was made. Browsers fetch images without a token, so a visitor is taken for the
 * viewer of the address; somebody who is signed in as another person is not. A form that is made when it is first asked for
 * is waited for; 503 when that takes too long, as it will be there later.
 */
export async function findBytes(
  needs: Needs,
  fileId: string,
  variant: string | null,
  query: URLSearchParams,
): Promise<FoundBytes | 403 | 404 | 410 | 503> {
  const link = needs.fileUrls.read(fileId, query, needs.now());
  if (link === 'INVALID') return 403;
  if (link === 'EXPIRED') return 410;
  const { viewerId } = needs.caller;
  if (viewerId !== null && link.viewerId !== null && link.viewerId !== viewerId) return 403;
  const file = await findFile(needs, fileId, link);
  if (file === null) return 404;
  if (variant !== pathOf(DEFERRED_FORM) || !isDeferred(file)) return formOf(file, variant, link);
  await needs.awaitVariant(file);
  // Read again, as the right may have ended meanwhile.
  const later = await findFile(needs, fileId, link);
  if (later === null) return 404;
  return isDeferred(later) ? 503 : formOf(later, variant, link);
}

async function findFile({ repository }: Needs, fileId: string, link: Link): Promise<MediaFile | null> {
  const isModerator = link.grantId === MODERATOR_GRANT;
  const viewer = { id: link.viewerId ?? '', isModerator };
  const [file] = await repository.visibleFiles(viewer, [
    { id: fileId, access: '', grantId: isModerator ? null : link.grantId },
  ]);
  return file != null && isServable(file) ? file : null;
}

function formOf(file: MediaFile, variant: string | null, { viewerId }: Link): FoundBytes | 404 {
  const form = variant === null ? file : (file.variants.find((one) => pathOf(one) === variant) ?? null);
  if (form?.storageKey == null) return 404;
  const { storageKey, byteSize } = form;
  return { file, storageKey, byteSize, contentType: form.contentType, isPublic: viewerId === null };
}
