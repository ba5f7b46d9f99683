/** Addresses longer than this, in UTF-16 code units, are refused by proxies and browsers on their way. */
const MAX_LENGTH = 2_048;

/**
 * An address as it was written; null for text that is none. Control characters are refused rather than dropped, as the
 * URL Standard has it: a line break in an address is an attempt to add a header.
 */
export function parseAddress(text: string): URL | null {
  if (text.length > MAX_LENGTH || !text.isWellFormed() || /\p{Cc}/u.test(text)) return null;
  const url = URL.parse(text);
  return url === null || url.port === '0' ? null : url;
}

/**
 * What is wrong with the form of an address that requests are to go to; null when nothing is. It holds no white space, not
 * even around it, no credentials and no fragment, which no request carries; a port is 1 to 65535.
 */
export function objectionToForm(text: string): string | null {
  const url = /[\p{Z}\p{C}]/u.test(text) ? null : parseAddress(text);
  if (url === null) return 'That is no address.';
  if (url.username !== '' || url.password !== '') return 'The address must not hold a password.';
  if (text.includes('#')) return 'The address must not hold a fragment.';
  return null;
}
