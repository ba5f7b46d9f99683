import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';

/** Longest title, in Unicode code points. */
export const MAX_TITLE_LENGTH = 140;

const MAX_DESCRIPTION_LENGTH = 2_000;
const MAX_TAGS = 10;
const MAX_SLOW_MODE_SECONDS = 600;

/** The form of a title. */
export const titleInput = text('A title', { max: MAX_TITLE_LENGTH, singleLine: true });

/** The form of a tag; a comparison of two is one of these texts. */
export const tagInput = z
  .string()
  .max(120)
  .transform((tag) => tag.normalize('NFKC').trim().replace(/^#/, '').toLowerCase())
  .refine((tag) => /^[\p{L}\p{M}\p{N}_-]{1,30}$/u.test(tag), 'A tag consists of 1 to 30 letters, digits, - and _.');

/** What hosts say about a stream; whoever reads it distinguishes null from absent. */
export const detailFields = {
  description: text('A description', { min: 0, max: MAX_DESCRIPTION_LENGTH }).nullish(),
  categoryId: z.string().max(100).nullish(),
  tags: z
    .array(tagInput)
    .max(MAX_TAGS, `A stream has at most ${MAX_TAGS} tags.`)
    .transform((tags) => [...new Set(tags)])
    .nullish(),
  language: z.string().max(35).nullish(),
  isMature: z.boolean().nullish(),
  latency: z.enum(['NORMAL', 'LOW']).nullish(),
  record: z.boolean().nullish(),
  thumbnailFileId: z.string().max(100).nullish(),
  scheduledFor: z.date().nullish(),
  chat: z
    .object({
      mode: z.enum(['EVERYONE', 'FOLLOWERS', 'NOBODY']).nullish(),
      slowModeSeconds: z
        .int()
        .min(0, 'Slow mode is 0 to 600 seconds.')
        .max(MAX_SLOW_MODE_SECONDS, 'Slow mode is 0 to 600 seconds.')
        .nullish(),
    })
    .nullish(),
};

const DETAILS = z.object(detailFields);

/** What a host has said about a stream. */
export type DetailsInput = z.output<typeof DETAILS>;
