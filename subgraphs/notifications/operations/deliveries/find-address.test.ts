import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../../runtime/executor/faults.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { callerOf } from '../../../../tests/example-notification.ts';
import { findAddress, readerOf } from './find-address.ts';

const VERIFIED = { email: 'ada@example.com', emailVerified: true, isEmailRefused: false };

test.each([
  ['a verified address', VERIFIED, 'ada@example.com'],
  ['an address that is not verified', { ...VERIFIED, emailVerified: false }, null],
  ['an address of unknown state', { ...VERIFIED, emailVerified: null }, null],
  ['an address that mail servers refuse', { ...VERIFIED, isEmailRefused: true }, null],
  ['an account without an address', { ...VERIFIED, email: null }, null],
  ['no account', null, null],
])('of %s', async (_, me, address) => {
  const ask = jest.fn<CallDomain>(async () => ({ me }));

  expect(await findAddress({ ask }, 'usr_ada')).toBe(address);
  expect(ask).toHaveBeenCalledWith('auth', expect.any(String), {}, callerOf('usr_ada'));
});

test('the reader of a text is the recipient, without scopes', () => {
  expect(readerOf('usr_ada')).toEqual(callerOf('usr_ada'));
});

test('it fails while auth is unavailable', async () => {
  const ask = async () => Promise.reject(fault('UNAVAILABLE', 'away'));
  await expect(findAddress({ ask }, 'usr_ada')).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});
