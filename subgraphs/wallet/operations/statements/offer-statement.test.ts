import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/booking-world.ts';
import { accountOf, createCallContext } from '../../fixtures/call-world.ts';
import { offerStatement } from './offer-statement.ts';

const request = { accountId: 'wal_ada', from: new Date('2031-02-01T00:00:00Z'), to: NOW, format: 'CSV' } as const;

const contextOf = (options: Parameters<typeof createCallContext>[1] = {}) => ({
  ...createCallContext({}, options).context,
  statementLinks: { sign: () => '/wallet/statements/wal_ada.csv?signature=s', read: () => null },
});

test('the owner of an account gets an address for ten minutes', async () => {
  expect(await offerStatement(contextOf(), request)).toEqual({
    url: 'https://api.example.com/wallet/statements/wal_ada.csv?signature=s',
    expiresAt: new Date('2031-03-01T12:10:00.000Z'),
  });
});

test.each([
  ['somebody else', { viewerId: 'usr_ben' }],
  ['finance, whose account it is not', { account: accountOf({ ownerId: 'usr_eve' }) }],
  ['the owner of another account', { account: null }],
])('%s gets none', async (_, options) => {
  expect(await offerStatement(contextOf(options), request)).toBeNull();
});

test.each([
  ['without an end after its begin', NOW],
  ['of more than 366 days', new Date(request.from.getTime() + 366 * 86_400_000 + 1)],
])('a period %s is none', async (name, to) => {
  const from = name.startsWith('without') ? NOW : request.from;
  await expect(offerStatement(contextOf(), { ...request, from, to })).rejects.toThrow('A period');
});
