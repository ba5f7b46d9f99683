import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';

const MAX_TAGS = 20;
const MAX_FILE_NAME = 255;

/** An id in any format: an unknown id is refused as not found. */
export const anyId = text('An id', { max: 100, singleLine: true });

/** A content type as it is stored: without parameters, in small letters. */
export const withoutParameters = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase();

/** What owners say about their files, in the form in which it is stored. */
export const fileInput = {
  /** The last part of a path of any system. */
  fileName: z
    .string()
    .max(4_096, 'A file name holds 1 to 255 characters.')
    .transform((path) => path.split(/[/\\]/).at(-1) ?? '')
    .pipe(text('A file name', { max: MAX_FILE_NAME, singleLine: true }))
    .refine((name) => !/^\.+$/.test(name), 'A file name does not consist of dots.'),
  /** Without parameters, in small letters. */
  contentType: z
    .string()
    .max(200, 'A content type is like image/jpeg.')
    .transform(withoutParameters)
    .refine((type) => /^[\w.+-]+\/[\w.+-]+$/.test(type), 'A content type is like image/jpeg.'),
  checksum: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'A checksum is SHA-256 in 64 hexadecimal digits.')
    .transform((digits) => digits.toLowerCase()),
  bucket: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'A bucket has 1 to 63 small letters, digits and hyphens.'),
  tags: z
    .array(text('A tag', { max: 50, singleLine: true }))
    .max(MAX_TAGS, `A file has at most ${MAX_TAGS} tags.`)
    .transform((tags) => [...new Set(tags)]),
  purpose: z.enum(['AVATAR', 'PHOTO', 'POST', 'MESSAGE', 'VOICE', 'PRODUCT', 'RESUME', 'ATTACHMENT', 'STREAM']),
  visibility: z.enum(['PRIVATE', 'PUBLIC']),
  altText: text('A description', { max: 1_500 }),
} as const;
