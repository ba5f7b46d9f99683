import { type NotFound, notFound, text } from '../../../runtime/operations/parse-input.ts';

/** Maximum number of photos per profile, also enforced by a check constraint. */
export const MAX_PHOTOS = 12;

/** An id in any format: an unknown id is refused as not found. */
export const id = text('An id', { max: 100, singleLine: true });

/** Refuses a viewer without a profile. */
export const noProfile = (): { readonly ok: false; readonly refusal: NotFound } => notFound('You have no profile.');
