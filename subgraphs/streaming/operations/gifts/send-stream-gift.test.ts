import { expect, test } from '@jest/globals';
import { AT, exampleStream } from '../../../../tests/example-stream.ts';
import { createGiftWorld } from '../../fixtures/gift-world.ts';
import { MAX_MESSAGE_LENGTH, sendStreamGift } from './send-stream-gift.ts';

const INPUT = { streamId: 'str_1', giftId: 'rose', quantity: 2, message: ' Bravo ', idempotencyKey: 'k' };

test('the sender is charged first, and the gift is shown after the answer', async () => {
  const { context, store, wallet } = createGiftWorld();
  expect(await sendStreamGift(context, INPUT)).toMatchObject({
    ok: true,
    isReplay: false,
    value: { gift: { state: 'PAID', transactionId: 'wtx_1', quantity: 2, amount: 400n, fee: 120n, message: 'Bravo' } },
  });
  expect(wallet.moved).toMatchObject([{ from: { userId: 'usr_ben' }, to: { system: 'GIFTS' }, amount: '400' }]);
  expect(store.appendToLogs).toHaveBeenCalledTimes(1);
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.gift-sent' }),
    expect.objectContaining({ senderId: 'usr_ben', hostId: 'usr_ada', gift: '🌹 Rose', quantity: 2, amount: '400' }),
    AT,
  );
  expect(context.streams.announce).toHaveBeenCalledWith({ name: 'streaming.stream-gifts' }, 'str_1');
});

test.each(['before', 'after'] as const)(
  'an outage of the wallet %s it moves money leaves a pending gift that nobody sees; with its key it is paid once',
  async (outage) => {
    const { context, store, wallet, gifts } = createGiftWorld();
    wallet.outage = outage;
    expect(await sendStreamGift(context, INPUT)).toMatchObject({ value: { gift: { state: 'PENDING' } } });
    expect(store.appendToLogs).not.toHaveBeenCalled();
    expect(store.announce).not.toHaveBeenCalled();
    expect(store.beginSaga).toHaveBeenCalledTimes(1);

    wallet.outage = 'none';
    for (const _ of [1, 2])
      expect(await sendStreamGift(context, INPUT)).toMatchObject({
        isReplay: true,
        value: { gift: { state: 'PAID' } },
      });
    expect(gifts.size).toBe(1);
    expect(wallet.moved).toHaveLength(1);
    expect(wallet.balance).toBe(600n);
    expect(store.appendToLogs).toHaveBeenCalledTimes(1);
    expect(store.announce).toHaveBeenCalledTimes(1);
  },
);

test('too little money is refused with what there is, also when the call is repeated after more has come', async () => {
  const { context, store, wallet } = createGiftWorld();
  wallet.balance = 100n;
  const refused = { refusal: { __typename: 'InsufficientFunds', available: { amount: 100n, currency: 'EUR' } } };
  expect(await sendStreamGift(context, INPUT)).toMatchObject({ ...refused, isReplay: false });
  wallet.balance = 1_000n;
  expect(await sendStreamGift(context, INPUT)).toMatchObject({ ...refused, isReplay: true });
  expect(wallet.moved).toEqual([]);
  expect(store.announce).not.toHaveBeenCalled();
  expect(await sendStreamGift(context, { ...INPUT, idempotencyKey: 'again' })).toMatchObject({ ok: true });
});

test.each([
  ['NotFound', 'InsufficientFunds'],
  ['AccountFrozen', 'NotPermitted'],
  ['AccountClosed', 'NotPermitted'],
  ['CurrencyNotSupported', 'NotPermitted'],
])('what the wallet refuses with %s is refused with %s', async (refusal, __typename) => {
  const { context, wallet } = createGiftWorld();
  wallet.refusal = refusal;
  expect(await sendStreamGift(context, INPUT)).toMatchObject({ refusal: { __typename } });
});

test('a gift that was paid is replayed after the stream has ended', async () => {
  const { context, wallet } = createGiftWorld();
  await sendStreamGift(context, INPUT);
  const later = { ...context, liveStreams: { load: async () => exampleStream({ state: 'ENDED' }) } };
  expect(await sendStreamGift(later, INPUT)).toMatchObject({ ok: true, isReplay: true });
  expect(wallet.moved).toHaveLength(1);
});

test('a key that was used with another input is refused', async () => {
  const { context } = createGiftWorld();
  await sendStreamGift(context, INPUT);
  expect(await sendStreamGift(context, { ...INPUT, quantity: 3 })).toMatchObject({
    refusal: { __typename: 'IdempotencyConflict' },
  });
});

test.each([
  ['a stream that is hidden', { stream: null }, INPUT, 'NotFound'],
  ['a stream that has ended', { stream: exampleStream({ state: 'ENDED' }) }, INPUT, 'StreamEnded'],
  ['a stream that has not begun', { stream: exampleStream({ state: 'SCHEDULED' }) }, INPUT, 'InvalidState'],
  ['the own stream', { stream: exampleStream({ hostId: 'usr_ben' }) }, INPUT, 'NotPermitted'],
  ['a stream that the viewer is banned from', { isBanned: true }, INPUT, 'NotPermitted'],
  ['a gift that is not offered', {}, { ...INPUT, giftId: 'moon' }, 'NotFound'],
  ['no gift', {}, { ...INPUT, quantity: 0 }, 'InvalidInput'],
  ['a hundred and one gifts', {}, { ...INPUT, quantity: 101 }, 'InvalidInput'],
  ['a long message', {}, { ...INPUT, message: 'x'.repeat(MAX_MESSAGE_LENGTH + 1) }, 'InvalidInput'],
  ['no key', {}, { ...INPUT, idempotencyKey: '' }, 'InvalidInput'],
])('%s is refused, and the wallet is not asked', async (_, options, input, __typename) => {
  const { context, store } = createGiftWorld(options);
  expect(await sendStreamGift(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(context.ask).not.toHaveBeenCalled();
  expect(store.addGift).not.toHaveBeenCalled();
});

test('while the encoder is away gifts can be sent', async () => {
  const { context } = createGiftWorld({ stream: exampleStream({ state: 'RECONNECTING' }) });
  expect(await sendStreamGift(context, INPUT)).toMatchObject({ ok: true });
});

test('a visitor sends nothing', async () => {
  const { context } = createGiftWorld({ viewerId: null });
  await expect(sendStreamGift(context, INPUT)).rejects.toThrow('Sign in first.');
});
