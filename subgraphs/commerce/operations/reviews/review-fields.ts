import { z } from 'zod';
import { notFound, text } from '../../../../runtime/operations/parse-input.ts';

/** Fields of a review as its author sends them. */
export const REVIEW_FIELDS = {
  rating: z.int().min(1, 'A rating is 1 to 5 stars.').max(5, 'A rating is 1 to 5 stars.'),
  text: text('A review', { min: 0, max: 5_000 }),
  mediaFileIds: z
    .array(z.string().max(100))
    .max(6, 'At most 6 files can be shown.')
    .refine((ids) => new Set(ids).size === ids.length, 'Name each file only once.'),
};

/** The refusal of a review that is none, or not the viewer's to change. */
export const noReview = () => notFound('There is no such review.', 'reviewId');
