import { expect, test } from '@jest/globals';
import { createLinkSigner } from '../../../../runtime/signed-links/link-signer.ts';
import { NOW } from '../../fixtures/booking-world.ts';
import { createStatementLinks } from './statement-links.ts';

const links = createStatementLinks(createLinkSigner('wallet.statement', ['x'.repeat(32)]));
const request = { accountId: 'wal_ada', from: new Date(0), to: NOW, format: 'CSV' } as const;
const later = new Date(NOW.getTime() + 60_000);

const queryOf = (changes: Readonly<Record<string, string>> = {}): URLSearchParams => {
  const { searchParams } = new URL(links.sign(request, later), 'https://api.example.com');
  for (const [name, value] of Object.entries(changes)) searchParams.set(name, value);
  return searchParams;
};

test('an address says what it was signed for', () => {
  expect(links.sign(request, later)).toMatch(/^\/wallet\/statements\/wal_ada\.csv\?/);
  expect(links.read('wal_ada', 'CSV', queryOf(), NOW)).toEqual(request);
});

test.each([
  ['another account', 'wal_ben', 'CSV', {}, NOW],
  ['another form', 'wal_ada', 'JSON', {}, NOW],
  ['another period', 'wal_ada', 'CSV', { to: later.toISOString() }, NOW],
  ['a period that is none', 'wal_ada', 'CSV', { from: 'yesterday' }, NOW],
  ['a longer time', 'wal_ada', 'CSV', { expires: '9999999999' }, NOW],
  ['no signature', 'wal_ada', 'CSV', { signature: '' }, NOW],
  ['a time that is over', 'wal_ada', 'CSV', {}, later],
] as const)('an address with %s is not valid', (_, accountId, format, changes, now) => {
  expect(links.read(accountId, format, queryOf(changes), now)).toBeNull();
});
