import { isIP } from 'node:net';
import { objectionToForm } from '../text/web-address.ts';
import { type AddressAllowance, AddressRefused, isPublicAddress, resolvePublic } from './public-address.ts';

/** What is wrong with an address as it is written, before anything is resolved; null when nothing is. */
export function objectionToUrl(text: string, allows: AddressAllowance): string | null {
  const objection = objectionToForm(text);
  if (objection !== null) return objection;
  const url = new URL(text);
  // WHATWG has brought every way of writing an IPv4 address (`0x7f.1`, `2130706433`) to the usual one by now.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host) !== 0;
  const allowed = literal && allows(host);
  if (url.protocol !== 'https:' && !allowed) return 'Only https: addresses are allowed.';
  if (literal && !allowed && !isPublicAddress(host)) return 'The address is not public.';
  return null;
}

/** What is wrong with an address once its name is resolved; null when nothing is. */
export async function objectionToAddress(text: string, allows: AddressAllowance): Promise<string | null> {
  const objection = objectionToUrl(text, allows);
  if (objection !== null) return objection;
  const host = new URL(text).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return null;
  try {
    await resolvePublic(host, allows);
    return null;
  } catch (error) {
    return error instanceof AddressRefused ? 'The address is not public.' : 'The name of the address is not known.';
  }
}
