import { type NotFound, notFound, text } from '../../../runtime/operations/input.ts';
import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** Most photos on a profile. The table's check constraint holds it too. */
export const MOST_PHOTOS = 12;

/** The refusal of a file while the media domain cannot be asked for it. */
export type MediaUnavailable = RefusalOf<'MediaUnavailable'>;

/** An id as a client sends it: any text, since an id that does not exist is refused as such. */
export const id = text('An id', { max: 100, singleLine: true });

/** Refuses a file, since nothing is known of files yet: not even whether it is there, and whose it is. */
export const mediaUnavailable = () =>
  refuse({ __typename: 'MediaUnavailable', message: 'Pictures cannot be taken yet.', path: ['input', 'mediaFileId'] });

/** Refuses somebody who has no profile to change. */
export const noProfile = (): { readonly ok: false; readonly refusal: NotFound } => notFound('You have no profile.');
