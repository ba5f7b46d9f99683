import { expect, test } from '@jest/globals';
import { objectionToAddress, objectionToUrl } from './address-objections.ts';
import { guardedLookup, isPublicAddress } from './public-address.ts';

const nothing = () => false;

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.254',
  '127.0.0.1',
  '127.255.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  '64:ff9b:1::a00:1',
  '2002:a00:1::',
  '2001::1',
  '2001:db8::1',
  '::7f00:1',
  'nonsense',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['http://example.com/', 'Only https: addresses are allowed.'],
  ['ftp://example.com/', 'Only https: addresses are allowed.'],
  ['https://127.0.0.1/', 'The address is not public.'],
  ['https://2130706433/', 'The address is not public.'],
  ['https://0x7f.1/', 'The address is not public.'],
  ['https://0177.0.0.1/', 'The address is not public.'],
  ['https://[::1]/', 'The address is not public.'],
  ['https://[::ffff:169.254.169.254]/', 'The address is not public.'],
  ['https://user:secret@example.com/', 'The address must not hold a password.'],
  ['https:', 'That is no address.'],
  ['https://8.8.8.8/hook', null],
  ['https://example.com/hook', null],
])('%s: %s', (address, objection) => {
  expect(objectionToUrl(address, nothing)).toBe(objection);
});

test('a name that leads to this machine is refused, and one that leads nowhere', async () => {
  expect(await objectionToAddress('https://localhost/hook', nothing)).toBe('The address is not public.');
  expect(await objectionToAddress('https://no-such-host.invalid/', nothing)).toBe(
    'The name of the address is not known.',
  );
});

test.each([false, true])(
  'connecting looks again: a name that leads elsewhere by then gives no address (all: %s)',
  async (all) => {
    const error = await new Promise((resolve) => guardedLookup(nothing)('localhost', { all }, resolve));
    expect(error).toMatchObject({ name: 'AddressRefused' });
  },
);

test('an allowance lets through what it names', async () => {
  const loopback = (address: string) => address.startsWith('127.') || address === '::1';
  expect(objectionToUrl('http://127.0.0.1:1/', loopback)).toBeNull();
  const found = await new Promise((resolve) =>
    guardedLookup(loopback)('localhost', { all: true }, (error, addresses) => resolve(error ?? addresses)),
  );
  expect(found).toEqual(expect.arrayContaining([expect.objectContaining({ address: expect.any(String) })]));
});
