import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';

/** Most prompts that a person answers. */
const MAX_PROMPTS = 5;

/** Empty text is the same as none. */
const emptyToNull = (value: string): string | null => (value === '' ? null : value);

const prompt = z.object({
  id: z.string().max(100).nullish(),
  question: text('A question', { max: 100, singleLine: true }),
  answer: text('An answer', { max: 300 }),
});

/** What a person shows in discovery, as a client sends it: absent fields stay, null clears. */
export const shownInput = z.object({
  headline: text('A headline', { min: 0, max: 80, singleLine: true }).transform(emptyToNull).nullish(),
  intent: z.enum(['FRIENDS', 'DATING', 'NETWORKING']).nullish(),
  prompts: z
    .array(prompt)
    .max(MAX_PROMPTS, `Answer at most ${MAX_PROMPTS} questions.`)
    .refine(
      (prompts) => new Set(prompts.map(({ id }, at) => id ?? at)).size === prompts.length,
      'A prompt is named twice.',
    )
    .nullish(),
  isIncognito: z.boolean().nullish(),
});

/** Coordinates as a client sends them. H3 would wrap what is out of range. */
export const coordinatesInput = z.object({
  latitude: z
    .number()
    .min(-90, 'A latitude is between -90 and 90 degrees.')
    .max(90, 'A latitude is between -90 and 90 degrees.'),
  longitude: z
    .number()
    .min(-180, 'A longitude is between -180 and 180 degrees.')
    .max(180, 'A longitude is between -180 and 180 degrees.'),
});
