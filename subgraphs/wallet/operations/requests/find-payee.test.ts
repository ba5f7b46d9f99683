import { expect, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import { findPayee } from './find-payee.ts';

const BEN = { displayName: 'Ben Adler', user: { id: 'usr_ben' } };
const byId = { userId: 'usr_ben', nickname: null, currency: 'EUR' };

const contextOf = (profile: object | null, account: string | null = 'wal_ben') =>
  createCallContext(
    { personState: async () => 'HERE', openAccount: async () => null, payableAccount: async () => account },
    { answer: () => ({ profile }) },
  ).context;

test.each([byId, { userId: null, nickname: 'ben', currency: 'EUR' }])(
  'a payee shows enough of their name',
  async (whom) => {
    expect(await findPayee(contextOf(BEN), whom)).toEqual({
      ...{ accountId: 'wal_ben', userId: 'usr_ben', displayName: 'Ben A.' },
    });
  },
);

test.each([
  ['profile does not show them', contextOf(null), byId],
  ['the copies of blocks hide them, or their account is closed', contextOf(BEN, null), byId],
  ['it is the viewer', contextOf({ ...BEN, user: { id: 'usr_ada' } }), byId],
  ['there are no accounts in the currency', contextOf(BEN), { ...byId, currency: 'JPY' }],
])('there is nobody to pay when %s', async (_, context, whom) => {
  expect(await findPayee(context, whom)).toBeNull();
});

test.each([
  { ...byId, userId: null },
  { ...byId, nickname: 'ben' },
])('exactly one of id and nickname is given', async (whom) => {
  await expect(findPayee(contextOf(BEN), whom)).rejects.toThrow('Exactly one');
});
