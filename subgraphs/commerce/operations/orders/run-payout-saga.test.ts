import { expect, test } from '@jest/globals';
import { createOrderContext, NOW, partOf } from '../../fixtures/order-rows.ts';
import { callStep, sagaNeeds } from '../../fixtures/saga-call.ts';
import { fixPayout, runPayoutSaga } from './run-payout-saga.ts';

const worldOf = (part: Parameters<typeof partOf>[0], isOpen = false) =>
  createOrderContext({ partsByIds: async () => [partOf(part)], hasOpenReturn: async () => isOpen });

test('the amounts are fixed once the time has come, less what has gone back', async () => {
  const { store, written } = worldOf({ state: 'DELIVERED', releaseAt: NOW, refundTotal: 1_000n });
  expect(await fixPayout(store, 'opt_1', NOW)).toEqual({ next: 'PAYOUT' });
  expect(written).toContainEqual([
    'updatePart',
    'opt_1',
    { payout: 'RELEASING', payoutAmount: 1_800n, payoutFee: 200n },
  ]);
});

test.each([
  ['nothing is sent', {}, false, { retryAt: expect.any(Date) }],
  [
    'the time has not come',
    { releaseAt: new Date(NOW.getTime() + 1) },
    false,
    { retryAt: new Date(NOW.getTime() + 1) },
  ],
  ['a return is open', { releaseAt: NOW }, true, { retryAt: expect.any(Date) }],
  ['all has gone back', { releaseAt: NOW, payout: 'NONE' as const }, false, { next: 'ENDED' }],
])('nobody is paid when %s', async (_, part, isOpen, outcome) => {
  const { store, names } = worldOf(part, isOpen);
  expect(await fixPayout(store, 'opt_1', NOW)).toEqual(outcome);
  expect(names().filter((name) => name === 'updatePart')).toEqual([]);
});

test.each([
  ['PAYOUT', { to: { userId: 'usr_ben' }, amount: { amount: '2700' }, key: 'ord_1:PAYOUT:opt_1' }],
  ['PAYING_FEE', { to: { system: 'FEES' }, amount: { amount: '300' }, key: 'ord_1:FEE:opt_1' }],
])('%s moves its share out of escrow, under the key of the part', async (state, request) => {
  const part = partOf({ payout: 'RELEASING', payoutAmount: 2_700n, payoutFee: 300n });
  const answer = { moveFunds: { made: { id: 'wtx_2' }, errors: [] } };
  const { needs, requests } = sagaNeeds({ partsByIds: async () => [part] }, answer);
  await callStep(runPayoutSaga(needs), state, 'opt_1');
  expect(requests).toMatchObject([{ from: { system: 'ESCROW:orders' }, ...request }]);
});
