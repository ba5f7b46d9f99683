import { parseAddress } from '../../../../runtime/text/web-address.ts';

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/** Whether a text is an address that a resume may link to: of a page, or of a person's mail. */
export function isLinkAddress(text: string): boolean {
  const url = /\s/.test(text) ? null : parseAddress(text);
  if (url === null || !SCHEMES.has(url.protocol)) return false;
  if (url.protocol === 'mailto:') return url.pathname.includes('@');
  return url.username === '' && url.password === '' && url.hostname !== '';
}
