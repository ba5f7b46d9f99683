import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { actsForFinance, findChangeable, findPaymentFor } from './find-payment.ts';

test.each([
  ['the payer', {}, true],
  ['somebody else', { viewerId: 'usr_ben' }, false],
  ['an administrator', { viewerId: 'usr_ben', scopes: ['admin'] }, false],
  ['who has the scope finance', { viewerId: 'usr_ben', scopes: ['finance'] }, true],
])('%s: whether they may change a payment', async (_, caller, expected) => {
  const { context } = createOperationWorld({ caller });
  expect((await findChangeable(context, 'pay_1')) !== null).toBe(expected);
});

test('a domain finds the payments that it has asked for, and a person does not', async () => {
  const reference = { type: 'order', id: 'ord_1' };
  const { context } = createOperationWorld({ caller: { viewerId: null, service: 'commerce' } });
  expect(await findPaymentFor(context, reference)).toMatchObject({ id: 'pay_1' });
  expect(() => findPaymentFor(createOperationWorld().context, reference)).toThrow('Not for this caller.');
});

test('only acts on others’ payments are those of finance', () => {
  const payment = { payerId: 'usr_ada' };
  expect(actsForFinance(createOperationWorld().context, payment)).toBe(false);
  expect(actsForFinance(createOperationWorld({ caller: { viewerId: 'usr_fin' } }).context, payment)).toBe(true);
  const service = { viewerId: null, service: 'commerce' };
  expect(actsForFinance(createOperationWorld({ caller: service }).context, payment)).toBe(false);
});
