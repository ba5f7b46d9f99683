import { type NotFound, notFound, text } from '../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** Maximum number of photos per profile, also enforced by a check constraint. */
export const MAX_PHOTOS = 12;

/** Files cannot be added while there is no media domain. */
export type MediaUnavailable = RefusalOf<'MediaUnavailable'>;

/** An id in any format: an unknown id is refused as not found. */
export const id = text('An id', { max: 100, singleLine: true });

/** Refuses a media file, since neither its existence nor its owner can be checked yet. */
export const mediaUnavailable = () =>
  refuse({
    __typename: 'MediaUnavailable',
    message: 'Photo uploads are not available yet.',
    path: ['input', 'mediaFileId'],
  });

/** Refuses a viewer without a profile. */
export const noProfile = (): { readonly ok: false; readonly refusal: NotFound } => notFound('You have no profile.');
