import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * The E.164 form (`+4915112345678`) of a number in international format; null when it is not a possible number. Only its
 * length is checked: whether it is in use only a message to it can show.
 */
export function parsePhoneNumber(text: string): string | null {
  const number = parsePhoneNumberFromString(text, { extract: false });
  return number?.isPossible() && number.ext === undefined ? number.number : null;
}
