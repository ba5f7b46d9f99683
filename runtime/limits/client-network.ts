import ipaddr from 'ipaddr.js';

/**
 * What an address counts as where clients are limited: an IPv4 address by itself, also when it is written as IPv6, and
 * the /64 network of an IPv6 address, since one customer has all of it. What is no address stands for itself.
 */
export function clientNetwork(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toByteArray().slice(0, 8).join('.') : address.toString();
}
