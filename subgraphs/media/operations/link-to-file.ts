import type { FileLink, MediaContext } from '../context.ts';
import type { MediaFile } from '../repository/index.ts';
import { type FormRequest, findForm, pathOf } from './find-form.ts';

type Needs = Pick<MediaContext, 'caller' | 'fileUrls' | 'now'>;

/** Stands for the scope in an address that a moderator got by it. Grants of other domains have no such id. */
export const MODERATOR_GRANT = '~moderator';

/** Whether a file has bytes that can be served. */
export const isServable = ({ state, storageKey }: MediaFile): boolean =>
  storageKey !== null && (state === 'READY' || state === 'QUARANTINED');

/** Whether a file is for everybody, so that its addresses need no viewer. */
const isForAll = ({ state, visibility, decision }: MediaFile): boolean =>
  visibility === 'PUBLIC' && state === 'READY' && decision !== 'HIDDEN' && decision !== 'REMOVED';

/** For whom an address of a file is that the caller asks for. */
export function viewerOfLink(
  { caller }: Pick<Needs, 'caller'>,
  file: MediaFile,
): Pick<FileLink, 'viewerId' | 'grantId'> {
  if (isForAll(file)) return { viewerId: null, grantId: null };
  if (file.grantId !== null) return { viewerId: caller.viewerId, grantId: file.grantId };
  return { viewerId: caller.viewerId, grantId: file.ownerId === caller.viewerId ? null : MODERATOR_GRANT };
}

/** The address of a form of a file; null when it cannot be served or does not exist. */
export function urlOf(needs: Needs, file: MediaFile, request: FormRequest): string | null {
  const form = isServable(file) ? findForm(file, request) : null;
  if (form === null) return null;
  const variant = form === 'ORIGINAL' ? null : pathOf(form);
  return needs.fileUrls.urlOf({ fileId: file.id, variant, ...viewerOfLink(needs, file) }, needs.now());
}

/** Until when addresses of a file that are made now work; null when it cannot be served. */
export const urlExpiryOf = (needs: Needs, file: MediaFile): Date | null =>
  isServable(file) ? needs.fileUrls.expiry(viewerOfLink(needs, file), needs.now()) : null;
