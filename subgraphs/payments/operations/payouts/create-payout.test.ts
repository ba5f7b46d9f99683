import { expect, test } from '@jest/globals';
import { createMethodsWorld, METHOD, PAYOUT } from '../../fixtures/methods-world.ts';
import { createPayout } from './create-payout.ts';

const INPUT = {
  ...{ userId: 'usr_ada', payoutMethodId: 'pmt_1', amount: { amount: 900n, currency: 'EUR' }, key: 'k' },
  reference: { type: 'withdrawal', id: 'wdr_1' },
};
const methods = [METHOD];

test('a payout is stored, and left to the work queue', async () => {
  const { context, work, provider } = createMethodsWorld({ domain: 'wallet', methods });
  const created = await createPayout(context, INPUT);
  expect(created).toMatchObject({ ok: true, value: { payeeId: 'usr_ada', amount: 900n, domain: 'wallet' } });
  expect(work).toMatchObject([{ kind: 'submit-payout' }]);
  expect(provider.createPayout).not.toHaveBeenCalled();
});

test.each([
  ['without a provider', { hasProvider: false }, {}, 'MethodNotAvailable'],
  ['to a method of somebody else', {}, { userId: 'usr_eve' }, 'NotFound'],
  ['in another currency than the method’s', {}, { amount: { amount: 900n, currency: 'USD' } }, 'CurrencyMismatch'],
  ['in an unknown currency', {}, { amount: { amount: 900n, currency: 'JPY' } }, 'CurrencyNotSupported'],
  ['of too little', {}, { amount: { amount: 1n, currency: 'EUR' } }, 'AmountOutOfRange'],
  ['of less than nothing', {}, { amount: { amount: -1n, currency: 'EUR' } }, 'InvalidInput'],
  ['to a method of another provider', { methods: [{ ...METHOD, provider: 'stripe' }] }, {}, 'MethodNotAvailable'],
  ['for a thing that has one', { payout: PAYOUT }, {}, 'InvalidState'],
])('a payout %s is refused', async (_, options, changes, __typename) => {
  const { context, work } = createMethodsWorld({ domain: 'wallet', methods, ...options });
  expect(await createPayout(context, { ...INPUT, ...changes })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(work).toEqual([]);
});

test('people pay nothing out', async () => {
  await expect(createPayout(createMethodsWorld({ methods }).context, INPUT)).rejects.toThrow('Not for this caller.');
});
