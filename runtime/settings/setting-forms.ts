import { z } from 'zod';

/** Words with commas between. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** Without a path; `*` for any names or port, or alone for every origin. */
const ORIGIN = /^(\*|null|[a-z][a-z0-9+.-]*:\/\/[a-z0-9.*\-[\]:]+(:(\d+|\*))?)$/i;

/** Origins of pages, such as `https://app.example`, and patterns like `https://*.app.example`. */
export const origins = list.refine(
  (given) => given.every((origin) => ORIGIN.test(origin)),
  'must be origins without a path, such as https://app.example or https://*.app.example, with commas between',
);

/** An address of one of these schemes, such as `https:`. */
export const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `must be a URL of ${schemes.join(' or ')}`,
    );
