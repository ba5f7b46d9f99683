import { expect, test } from '@jest/globals';
import { objectionToAddress, objectionToUrl } from './address-objections.ts';
import { openGuardedHttp } from './guarded-http.ts';
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
  ['https://example.com:0/', 'That is no address.'],
  ['https://example.com:00/', 'That is no address.'],
  ['https://example.com:65536/', 'That is no address.'],
  ['https://example.com:-1/', 'That is no address.'],
  ['https://example.com/\r\nX-Admin: yes', 'That is no address.'],
  ['https://exam\nple.com/', 'That is no address.'],
  ['https://example.com/\t', 'That is no address.'],
  ['https://example.com/\u0000', 'That is no address.'],
  ['https://example.com/\u007f', 'That is no address.'],
  ['https://example.com/\u0085', 'That is no address.'],
  ['https://example.com/a b', 'That is no address.'],
  ['https://example.com/\u2028', 'That is no address.'],
  ['https://exa\u200bmple.com/', 'That is no address.'],
  ['https://example.com/\ud800', 'That is no address.'],
  [' https://example.com/', 'That is no address.'],
  ['https://example.com/\n', 'That is no address.'],
  [`https://example.com/${'x'.repeat(2_048)}`, 'That is no address.'],
  ['https://user@example.com/', 'The address must not hold a password.'],
  ['https://example.com/#part', 'The address must not hold a fragment.'],
  ['https://example.com/#', 'The address must not hold a fragment.'],
  ['https://example.com:65535/', null],
  ['https://example.com:1/', null],
  ['https://example.com/%0d%0a', null],
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

test.each(['http://127.0.0.1:0/', 'http://127.0.0.1:1/\r\nX-Admin: yes', 'https://10.0.0.1/'])(
  'what was stored in other times is looked at again before it is used: %j',
  async (address) => {
    const http = openGuardedHttp((ip) => ip === '127.0.0.1');
    await expect(http.post(address, {}, null)).rejects.toMatchObject({ name: 'AddressRefused' });
    await http.close();
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
