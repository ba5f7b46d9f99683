import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Longest text of a post, in Unicode code points. */
const MAX_TEXT_LENGTH = 5_000;

/** Most files of a post. */
const MAX_FILES = 10;

/** Files to be shown, each once. */
export const filesField = (max: number) =>
  z
    .array(z.string().max(100))
    .max(max, `At most ${max} files can be shown.`)
    .refine((ids) => new Set(ids).size === ids.length, 'Name each file only once.');

const OPTION = text('An option', { max: 80, singleLine: true });

const POLL = z.object({
  options: z
    .array(OPTION)
    .min(2, 'A poll has 2 to 6 options.')
    .max(6, 'A poll has 2 to 6 options.')
    .refine((options) => new Set(options).size === options.length, 'The options of a poll differ.'),
  closesAt: z.date(),
  isMultiple: z.boolean(),
});

/** Fields of a post as its author sends them. */
export const POST_FIELDS = {
  text: text('A post', { min: 0, max: MAX_TEXT_LENGTH }),
  mediaFileIds: filesField(MAX_FILES),
  visibility: z.enum(['PUBLIC', 'FOLLOWERS', 'FRIENDS', 'MENTIONED', 'PRIVATE']),
  replyPolicy: z.enum(['EVERYONE', 'FOLLOWERS', 'MENTIONED', 'NOBODY']),
  contentWarning: text('A warning', { max: 200, singleLine: true }),
  isSensitive: z.boolean(),
  language: z.string().max(35),
  poll: POLL,
  publishAt: z.date(),
};

/** A poll as its author sends it. */
export type PollFields = z.output<typeof POLL>;

/** Whether a post can be published at this instant: in a minute to a year. */
export const canPublishAt = (at: Date, now: Date): boolean =>
  at.getTime() >= now.getTime() + MINUTE_MS && at.getTime() <= now.getTime() + 366 * DAY_MS;

/** Whether a poll of a post that is published at `from` can end at this instant: 5 minutes to 30 days after it. */
export const canCloseAt = (closesAt: Date, from: Date): boolean =>
  closesAt.getTime() >= from.getTime() + 5 * MINUTE_MS && closesAt.getTime() <= from.getTime() + 30 * DAY_MS;
