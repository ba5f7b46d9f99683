import { expect, test } from '@jest/globals';
import { NOW, orderOf } from '../../fixtures/order-rows.ts';
import { afterFunding } from './run-order-saga.ts';

const PENDING = { state: 'PENDING', stock: 'RESERVED', fundedAt: null, paidAt: null } as const;
const until = orderOf().fundsUntil;

test.each([
  ['nothing is heard', {}, NOW, { retryAt: until }],
  ['the money is reserved', { fundedAt: NOW }, NOW, { next: 'FUNDED' }],
  ['the money came at the last moment', { fundedAt: until }, until, { next: 'FUNDED' }],
  ['the money is refused', { failureCode: 'InsufficientFunds' }, NOW, { next: 'RELEASING' }],
  ['the buyer cancels, paid or not', { cancelledAt: NOW, fundedAt: NOW }, NOW, { next: 'RELEASING' }],
  ['the time is over', {}, until, { next: 'EXPIRED' }],
])('where an order goes on when %s', (_, changes, now, outcome) => {
  expect(afterFunding(orderOf({ ...PENDING, ...changes }), now)).toEqual(outcome);
});
