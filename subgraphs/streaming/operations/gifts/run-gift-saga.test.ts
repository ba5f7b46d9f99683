import { expect, test } from '@jest/globals';
import { createGiftWorld, giftOf } from '../../fixtures/gift-world.ts';
import { runGiftSaga } from './run-gift-saga.ts';

const itemIn = (state: string) => {
  const payload = { id: 'saga_1', kind: 'gift', subject: 'sgf_1', state, data: {}, version: 0, wakes: 0 };
  return { id: 'saga_1', payload, attempts: 1, failures: 1, createdAt: new Date(0) };
};
const call = (world: ReturnType<typeof createGiftWorld>, state: string) =>
  runGiftSaga(world.context).call?.(itemIn(state), AbortSignal.timeout(1_000));

test('the sender is charged under the key of the gift, as the request does', async () => {
  const world = createGiftWorld({ gift: giftOf() });
  expect(await call(world, 'CHARGING')).toEqual({ transactionId: 'wtx_1' });
  expect(await call(world, 'CHARGING')).toEqual({ transactionId: 'wtx_1' });
  expect(world.wallet.moved).toMatchObject([{ key: 'stream-gift:sgf_1:charge', amount: '200' }]);
});

test.each([
  ['paid', giftOf({ state: 'PAID', transactionId: 'wtx_9' }), { transactionId: 'wtx_9' }],
  [
    'not paid',
    giftOf({ state: 'FAILED', failureCode: 'ACCOUNT_FROZEN' }),
    { failureCode: 'ACCOUNT_FROZEN', available: null },
  ],
  ['of who has deleted their account', giftOf({ senderId: null }), { failureCode: 'ACCOUNT_CLOSED', available: null }],
])('the wallet is not asked about a gift that is %s', async (_, gift, charge) => {
  const world = createGiftWorld({ gift });
  expect(await call(world, 'CHARGING')).toEqual(charge);
  expect(world.context.ask).not.toHaveBeenCalled();
});

test('host and platform get their shares of what is paid, once, and nothing is left', async () => {
  const world = createGiftWorld({ gift: giftOf({ state: 'PAID', transactionId: 'wtx_9' }) });
  for (const state of ['SHARING', 'SHARING', 'TAKING_FEE', 'TAKING_FEE']) await call(world, state);
  expect(world.wallet.moved).toEqual([
    { key: 'stream-gift:sgf_1:share', from: { system: 'GIFTS' }, to: { userId: 'usr_ada' }, amount: '140' },
    { key: 'stream-gift:sgf_1:fee', from: { system: 'GIFTS' }, to: { system: 'FEES' }, amount: '60' },
  ]);
});

test('a share that was passed on before the host deleted their account is not passed on again', async () => {
  const world = createGiftWorld({ gift: giftOf({ recipientId: null }) });
  world.wallet.refusal = 'IdempotencyConflict';
  await call(world, 'SHARING');
  expect(world.wallet.moved).toEqual([]);
});

test('what the host can receive no more is unclaimed', async () => {
  const world = createGiftWorld({ gift: giftOf({ recipientId: null }) });
  await call(world, 'SHARING');
  expect(world.wallet.moved).toMatchObject([{ to: { system: 'ESCROW:unclaimed' }, amount: '140' }]);
});

test.each(['before', 'after'] as const)('an outage %s money moves is tried again', async (outage) => {
  const world = createGiftWorld({ gift: giftOf() });
  world.wallet.outage = outage;
  await expect(call(world, 'SHARING')).rejects.toThrow();
  world.wallet.outage = 'none';
  await call(world, 'SHARING');
  expect(world.wallet.moved).toHaveLength(1);
});

test('a share that is refused is a failure for operators', async () => {
  const world = createGiftWorld({ gift: giftOf() });
  world.wallet.refusal = 'AccountFrozen';
  await expect(call(world, 'SHARING')).rejects.toThrow('refused: AccountFrozen');
});
