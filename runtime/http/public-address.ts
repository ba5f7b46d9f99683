import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All of IPv6 that is handed out to the public (IANA IPv6 Global Unicast Address Assignments). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Allows further addresses; for tests with servers on the same machine. */
export type AddressAllowance = (address: string) => boolean;

/**
 * Whether an IP address is one of the public internet: neither private, loopback, link-local, carrier-grade NAT, unique
 * local, multicast, reserved nor unspecified, and no such address wrapped in IPv6 (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // Whatever carries an IPv4 address inside is no `unicast` to this library, but for the oldest form (`::7f00:1`).
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST));
}

/** An address that requests may not go to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * The `lookup` of a connection: resolves once and returns only checked addresses, so that the name cannot resolve to
 * another address when connecting. One forbidden address among several is enough to refuse the name.
 */
export function guardedLookup(allows: AddressAllowance): LookupFunction {
  return (hostname, options, callback) => {
    resolvePublic(hostname, allows).then(
      (addresses) => {
        const requestedFamily = options.family === 4 || options.family === 6 ? options.family : null;
        const fitting = addresses.filter(({ family }) => requestedFamily === null || family === requestedFamily);
        const [first] = fitting;
        if (first === undefined) callback(new AddressRefused('the name has no fitting address'), '', 4);
        else if (options.all === true) callback(null, fitting);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 4),
    );
  };
}

/** All addresses of a name. @throws AddressRefused when one of them is not public; what the resolver throws otherwise. */
export async function resolvePublic(hostname: string, allows: AddressAllowance): Promise<LookupAddress[]> {
  const addresses = await lookup(hostname, { all: true });
  const refused = addresses.find(({ address }) => !isPublicAddress(address) && !allows(address));
  if (refused !== undefined) throw new AddressRefused('the name leads to an address that is not public');
  return addresses;
}
