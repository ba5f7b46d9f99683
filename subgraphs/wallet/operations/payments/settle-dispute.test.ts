import { expect, test } from '@jest/globals';
import { createBookingWorld, depositOf, NOW } from '../../fixtures/booking-world.ts';
import { closeDispute, openDispute } from './settle-dispute.ts';

const fact = {
  ...{ disputeId: 'dsp_1', paymentId: 'pay_1', provider: 'sandbox', amount: '500', currency: 'EUR' },
};
const deposit = depositOf({ state: 'SUCCEEDED', paymentId: 'pay_1', transactionId: 'wtx_0' });

test.each([
  ['WON', 900n, 'DISPUTE ESCROW:disputes -500, wal_ada 500'],
  ['LOST', 900n, 'DISPUTE ESCROW:disputes -500, EXTERNAL:sandbox 500'],
  ['WON', 200n, 'DISPUTE ESCROW:disputes -200, wal_ada 200'],
  ['LOST', 200n, 'DISPUTE ESCROW:disputes -200, LOSSES -300, EXTERNAL:sandbox 500'],
] as const)('a dispute of a deposit that is %s, of 5.00 with %d cents left', async (outcome, available, closed) => {
  const { store, posted } = createBookingWorld({ deposit, available });
  await openDispute(store, fact, NOW);
  await closeDispute(store, { ...fact, outcome }, NOW);
  const reserved = available < 500n ? available : 500n;
  expect(posted()).toEqual([`DISPUTE wal_ada -${reserved}, ESCROW:disputes ${reserved}`, closed]);
});

test('a depositor who has nothing left loses nothing', async () => {
  const { store, posted } = createBookingWorld({ deposit, available: 0n });
  await openDispute(store, fact, NOW);
  await closeDispute(store, { ...fact, outcome: 'LOST' }, NOW);
  expect(posted()).toEqual(['DISPUTE LOSSES -500, EXTERNAL:sandbox 500']);
});

test('an end that is heard of before its beginning counts, and the beginning does not any more', async () => {
  const { store, posted } = createBookingWorld({ deposit, available: 900n });
  await closeDispute(store, { ...fact, outcome: 'LOST' }, NOW);
  await openDispute(store, fact, NOW);
  expect(posted()).toEqual(['DISPUTE wal_ada -500, EXTERNAL:sandbox 500']);
});

test.each([
  ['WON', []],
  ['LOST', ['DISPUTE LOSSES -500, EXTERNAL:sandbox 500']],
] as const)('a dispute of anything else that is %s', async (outcome, expected) => {
  const { store, posted } = createBookingWorld();
  await openDispute(store, fact, NOW);
  await closeDispute(store, { ...fact, outcome }, NOW);
  expect(posted()).toEqual(expected);
});
