import { expect, jest, test } from '@jest/globals';
import { COMMERCE, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { bookPayment } from './book-payment.ts';

const input = { paymentId: 'pay_1', to: { userId: 'usr_ben' }, key: 'k' };
const received = {
  ...{
    paymentId: 'pay_1',
    domain: 'commerce',
    reference: { type: 'order', id: 'ord_1' },
    amount: 250n,
    currency: 'EUR',
    provider: 'sandbox',
  },
  ...{ bookedAccountId: null, transactionId: null },
};

const worldWith = (payment: object | null, more: object = {}) => {
  const noteBooking = jest.fn(async (..._: unknown[]) => undefined);
  const read = async () => payment;
  const store = { receivedPayment: read, lockReceivedPayment: read, noteBooking, ...more };
  const postings = async () => [[{ accountId: 'wal_external' }, { accountId: 'wal_ben' }]];
  return { ...createWorld({ caller: COMMERCE, store: { ...store, postings } }), noteBooking };
};

test('a payment goes from its provider to where its owner says', async () => {
  const { context, orders, noteBooking } = worldWith(received);
  expect(refusalIn(await bookPayment(context, input))).toBe('ok');
  expect(orders()).toMatchObject([
    {
      ...{ kind: 'PAYMENT', effectKey: 'payment:pay_1', reference: { type: 'order', id: 'ord_1' } },
      postings: [
        { party: { system: 'EXTERNAL', name: 'sandbox' }, amount: -250n },
        { party: { userId: 'usr_ben' }, amount: 250n },
      ],
    },
  ]);
  expect(noteBooking.mock.calls[0]?.slice(0, 3)).toEqual(['pay_1', 'wal_ben', 'wtx_9']);
});

test('one that has not succeeded yet is to be booked later', async () => {
  await expect(bookPayment(worldWith(null).context, input)).rejects.toThrow('has not succeeded yet');
});

test.each([
  [{ ...received, transactionId: 'wtx_1' }, {}, 'InvalidState paymentId'],
  [{ ...received, currency: 'JPY' }, {}, 'CurrencyNotSupported amount'],
  [received, { to: {} }, 'InvalidInput to'],
  [{ ...received, domain: 'projects' }, {}, 'NotFound paymentId'],
])('%p %p is refused', async (payment, change, refusal) => {
  expect(refusalIn(await bookPayment(worldWith(payment).context, { ...input, ...change }))).toBe(refusal);
});

test('to who has deleted their account is unclaimed', async () => {
  const { context, orders } = worldWith(received, { personState: async () => 'GONE' });
  expect(refusalIn(await bookPayment(context, input))).toBe('ok');
  expect(orders()).toMatchObject([{ postings: [{}, { party: { system: 'ESCROW', name: 'unclaimed' } }] }]);
});
