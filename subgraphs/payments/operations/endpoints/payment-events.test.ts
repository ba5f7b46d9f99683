import { expect, test } from '@jest/globals';
import { eventOf, eventsOf, PAYMENT_EVENTS } from './payment-events.ts';

test('stored types are events of the contract', () => {
  expect(eventsOf(['PAYOUT_PAID', 'PAYMENT_FAILED'])).toEqual(['PAYMENT_FAILED', 'PAYOUT_PAID']);
  expect(PAYMENT_EVENTS.map(eventOf)).toEqual([...PAYMENT_EVENTS]);
  expect(() => eventOf('SOMETHING')).toThrow('no event of payments');
});
