import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { paymentFailed, paymentSucceeded, refundFailed, refundSucceeded } from '../payments/events.ts';
import { type OrdersWorld, openOrdersWorld } from './fixtures/orders-world.ts';

let world: OrdersWorld;

beforeAll(async () => {
  world = await openOrdersWorld();
});
afterAll(() => world.close());

const ORDER = `query ($id: ID!) { order(id: $id) { id state number nextStates payWith cursor
  totals { items { amount } total { amount } refunded { amount } }
  lines { id title quantity refundedQuantity total { amount } }
  parts { id state seller { id } payout { state amount { amount } fee { amount } } invoice { number url } refunds { state kind amount { amount } } }
  events { kind } } }`;

const orderFor = async (viewerId: string, id: string) => Object((await world.query(viewerId, ORDER, { id }))['order']);
const stockOf = async (variantId: string) => {
  const { on_hand, reserved, sold } = await world.row('product_variant', variantId);
  return [Number(on_hand), Number(reserved), Number(sold)];
};
const escrow = () => world.money.balances.get('ESCROW:orders') ?? 0n;
const isPaid = (id: string) =>
  eventually(async () => (await world.row('saga', id))['state'] === 'ENDED', `the saga of ${id} to end`);
/** Waits until nothing is left to do now. */
const isQuiet = () =>
  eventually(async () => {
    const rows = await world.sql.$queryRaw<
      unknown[]
    >`SELECT FROM work_item WHERE due_at <= now() + interval '1 minute' AND failed_at IS NULL`;
    return rows.length === 0;
  }, 'all work to be done');

const succeed = (orderId: string) => {
  const charge = world.money.charges.get(orderId);
  if (charge === undefined) throw new Error('There is no charge.');
  charge.state = 'SUCCEEDED';
  return world.publish(paymentSucceeded, {
    ...{ paymentId: charge.id, userId: null, currency: 'EUR', provider: 'sandbox', amount: charge.amount.toString() },
    ...{ reference: { type: 'order', id: orderId, domain: 'commerce' }, at: new Date().toISOString() },
  });
};

test('an order of two sellers is paid from the wallet, and each is paid once theirs has arrived', async () => {
  const [ada, ben, cem] = [world.person(), await world.seller(), await world.seller()];
  const [one, other] = [await world.variant({ sellerId: ben }), await world.variant({ sellerId: cem, price: 333 })];
  const sum = world.money.sum();
  await world.add(ada, one, 2);
  await world.add(ada, other, 3);
  const id = await world.order(ada);
  await isPaid(id);

  const order = await orderFor(ada, id);
  expect(order).toMatchObject({ state: 'CONFIRMED', payWith: 'WALLET', totals: { total: { amount: '2999' } } });
  expect(order.parts.map(({ invoice }: { invoice: object }) => invoice)).toMatchObject([{ number: 1 }, { number: 1 }]);
  expect(await stockOf(one)).toEqual([8, 0, 2]);
  expect(escrow()).toBe(2_999n);
  expect(await orderFor(ben, id)).toMatchObject({
    payWith: null,
    totals: { total: { amount: '2000' } },
    lines: [{ quantity: 2 }],
  });
  expect(await world.query(world.person(0n), ORDER, { id })).toEqual({ order: null });

  for (const part of order.parts)
    expect(
      await world.mutate(part.seller.id, 'fulfillOrder', { orderId: id, partId: part.id }, 'order { state }'),
    ).toMatchObject({ errors: [] });
  await world.mutate(ada, 'confirmDelivery', { orderId: id }, 'order { state }');
  await world.isIn(id, 'COMPLETED');
  expect(world.money.balances.get(ben)).toBe(1_800n);
  expect(world.money.balances.get(cem)).toBe(899n);
  expect(escrow()).toBe(0n);
  expect(world.money.sum()).toBe(sum);
  expect(await orderFor(ben, id)).toMatchObject({
    parts: [{ payout: { state: 'RELEASED', amount: { amount: '1800' }, fee: { amount: '200' } } }],
  });
});

test('a seller is paid seven days after everything was sent, when nobody says that it has arrived', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  await world.add(ada, await world.variant({ sellerId: ben }));
  const id = await world.order(ada);
  await isPaid(id);
  const [part] = (await orderFor(ada, id)).parts;
  await world.mutate(ben, 'fulfillOrder', { orderId: id, partId: part.id }, 'order { state }');
  await isQuiet();
  expect(world.money.balances.get(ben)).toBe(0n);

  world.clock.offsetMs += 7 * 24 * 60 * 60_000 + 1_000;
  await world.sql.$executeRaw`UPDATE work_item SET due_at = now() WHERE due_at < now() + interval '8 days'`;
  await world.isIn(id, 'COMPLETED');
  expect(world.money.balances.get(ben)).toBe(900n);
});

test('without enough money nothing is kept: the stock is free, and the cart is as it was', async () => {
  const [ada, ben] = [world.person(5n), await world.seller()];
  const variant = await world.variant({ sellerId: ben, onHand: 1 });
  await world.add(ada, variant);
  const input = { idempotencyKey: world.key(), payWith: 'WALLET', expectedTotal: { amount: '1000', currency: 'EUR' } };
  const fields = 'order { id } isReplay';
  const refusal = [{ __typename: 'InsufficientFunds', path: ['input', 'payWith'] }];
  expect(await world.mutate(ada, 'placeOrder', input, fields)).toMatchObject({
    order: null,
    isReplay: false,
    errors: refusal,
  });
  await eventually(async () => (await stockOf(variant))[1] === 0, 'the stock to be free');
  expect(await world.mutate(ada, 'placeOrder', input, fields)).toMatchObject({ isReplay: true, errors: refusal });
  expect(await world.total(ada)).toBe('1000');
  expect(await stockOf(variant)).toEqual([1, 0, 0]);
});

test('what is paid by card is confirmed by the event alone, which may come twice', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  await world.add(ada, await world.variant({ sellerId: ben }));
  const id = await world.order(ada, { payWith: 'PAYMENT', paymentMethodId: 'pmt_1' });
  expect(await world.row('shop_order', id)).toMatchObject({ state: 'PENDING', funded_at: null });
  await succeed(id);
  await succeed(id);
  await isPaid(id);
  expect(await orderFor(ada, id)).toMatchObject({ state: 'CONFIRMED' });
  expect(world.money.calls.filter((call) => call === `bookPayment ${id}:CAPTURING`)).toHaveLength(1);
});

test('a declined card cancels the order', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  const variant = await world.variant({ sellerId: ben });
  await world.add(ada, variant);
  const id = await world.order(ada, { payWith: 'PAYMENT' });
  const paymentId = world.money.charges.get(id)?.id ?? '';
  await world.publish(paymentFailed, {
    ...{ paymentId, userId: ada, currency: 'EUR', provider: 'sandbox', amount: '1000', failureCode: 'CARD_DECLINED' },
    ...{ reference: { type: 'order', id, domain: 'commerce' }, at: new Date().toISOString() },
  });
  await world.isIn(id, 'CANCELLED');
  expect(await stockOf(variant)).toEqual([10, 0, 0]);
});

test.each(['SUCCEEDED', 'FAILED'] as const)(
  'a payment that succeeds after its order has expired goes back, and revives nothing; the card: %s',
  async (result) => {
    const [ada, ben] = [world.person(0n), await world.seller()];
    const variant = await world.variant({ sellerId: ben, onHand: 1 });
    await world.add(ada, variant);
    const id = await world.order(ada, { payWith: 'PAYMENT' });
    const before = escrow();
    world.clock.offsetMs += 15 * 60_000 + 1_000;
    await world.sql.$executeRaw`UPDATE work_item SET due_at = now() WHERE kind = 'saga:order'`;
    await world.isIn(id, 'EXPIRED');
    expect(await stockOf(variant)).toEqual([1, 0, 0]);

    await succeed(id);
    await eventually(() => world.money.calls.includes(`refundPaymentFor ${id}:LATE`), 'the refund');
    await eventually(
      async () =>
        (
          await world.sql.$queryRaw<
            unknown[]
          >`SELECT FROM saga WHERE subject = ${id} AND kind = 'late-payment' AND state = 'WAITING'`
        ).length === 1,
      'the saga to wait',
    );
    const [saga] = await world.sql.$queryRaw<
      { data: { refundId: string } }[]
    >`SELECT data FROM saga WHERE subject = ${id} AND kind = 'late-payment'`;
    await world.publish(result === 'SUCCEEDED' ? refundSucceeded : refundFailed, {
      ...{
        refundId: saga?.data.refundId ?? '',
        paymentId: world.money.charges.get(id)?.id ?? '',
        userId: ada,
        amount: '1000',
        holdId: null,
      },
      ...{
        currency: 'EUR',
        provider: 'sandbox',
        reference: { type: 'order', id, domain: 'commerce' },
        at: new Date().toISOString(),
      },
    });
    await eventually(
      async () =>
        (
          await world.sql.$queryRaw<
            unknown[]
          >`SELECT FROM saga WHERE subject = ${id} AND kind = 'late-payment' AND ended_at IS NOT NULL`
        ).length === 1,
      'the end',
    );
    expect(await orderFor(ada, id)).toMatchObject({ state: 'EXPIRED' });
    expect(escrow()).toBe(before);
    expect(world.money.balances.get(ada)).toBe(result === 'FAILED' ? 1_000n : 0n);
  },
);

test('a part that is not sent can be cancelled: its money and its stock are back, the other part goes on', async () => {
  const [ada, ben, cem] = [world.person(), await world.seller(), await world.seller()];
  const [one, other] = [await world.variant({ sellerId: ben }), await world.variant({ sellerId: cem })];
  await world.add(ada, one, 2);
  await world.add(ada, other);
  const id = await world.order(ada);
  await isPaid(id);
  const part = (await orderFor(ada, id)).parts.find(({ seller }: { seller: { id: string } }) => seller.id === ben);
  expect(await world.mutate(world.person(), 'cancelOrder', { orderId: id }, 'order { id }')).toMatchObject({
    errors: [{ __typename: 'NotFound' }],
  });
  expect(await world.mutate(ada, 'cancelOrder', { orderId: id, partId: part.id }, 'order { id }')).toMatchObject({
    errors: [],
  });
  await eventually(() => world.money.balances.get(ada) === 99_000n, 'the money to be back');
  expect(await stockOf(one)).toEqual([10, 0, 0]);
  await eventually(async () => (await orderFor(ada, id)).totals.refunded.amount === '2000', 'the refund to be counted');
  expect(await orderFor(ada, id)).toMatchObject({ state: 'CONFIRMED' });
  expect(await world.mutate(ada, 'cancelOrder', { orderId: id, partId: part.id }, 'order { id }')).toMatchObject({
    errors: [{ __typename: 'InvalidState' }],
  });
});

test('what comes back after the payout is recovered from the seller and the fees, and the order is refunded exactly', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  const variant = await world.variant({ sellerId: ben, price: 333 });
  const fees = world.money.balances.get('FEES') ?? 0n;
  await world.add(ada, variant, 3);
  const id = await world.order(ada);
  await isPaid(id);
  const { parts, lines } = await orderFor(ada, id);
  await world.mutate(ben, 'fulfillOrder', { orderId: id, partId: parts[0].id }, 'order { id }');
  await world.mutate(ada, 'confirmDelivery', { orderId: id }, 'order { id }');
  await world.isIn(id, 'COMPLETED');
  const request = await world.mutate(
    ada,
    'requestReturn',
    { orderId: id, lines: [{ lineId: lines[0].id, quantity: 1 }], reason: 'Broken' },
    'return { id state }',
  );
  const returnId = Object(request['return']).id;
  expect(await world.mutate(ada, 'approveReturn', { returnId }, 'return { id }')).toMatchObject({
    errors: [{ __typename: 'NotFound' }],
  });
  await world.mutate(ben, 'approveReturn', { returnId }, 'return { id }');
  await world.mutate(ben, 'receiveReturn', { returnId }, 'return { id state }');
  expect(await world.mutate(ben, 'receiveReturn', { returnId }, 'return { id }')).toMatchObject({
    errors: [{ __typename: 'InvalidState' }],
  });
  await world.isIn(id, 'PARTIALLY_REFUNDED');
  expect(world.money.balances.get(ada)).toBe(99_334n);
  const idempotencyKey = world.key();
  const rest = { orderId: id, idempotencyKey, lines: [{ lineId: lines[0].id, quantity: 2 }] };
  expect(await world.mutate(ben, 'refundOrder', rest, 'refund { amount { amount } } isReplay')).toMatchObject({
    errors: [],
    refund: { amount: { amount: '666' } },
  });
  expect(await world.mutate(ben, 'refundOrder', rest, 'isReplay')).toMatchObject({ errors: [], isReplay: true });
  await world.isIn(id, 'REFUNDED');
  expect(world.money.balances.get(ada)).toBe(100_000n);
  expect(world.money.balances.get(ben)).toBe(0n);
  expect(world.money.balances.get('FEES')).toBe(fees);
  expect(await stockOf(variant)).toEqual([8, 0, 3]);
});

test('a seller who has spent the money cannot refund it, and nothing is refunded', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  await world.add(ada, await world.variant({ sellerId: ben }));
  const id = await world.order(ada);
  await isPaid(id);
  const { parts } = await orderFor(ada, id);
  await world.mutate(ben, 'fulfillOrder', { orderId: id, partId: parts[0].id }, 'order { id }');
  await world.mutate(ada, 'confirmDelivery', { orderId: id }, 'order { id }');
  await world.isIn(id, 'COMPLETED');
  world.money.balances.set('elsewhere', world.money.balances.get(ben) ?? 0n);
  world.money.balances.set(ben, 0n);
  await world.mutate(ben, 'refundOrder', { orderId: id, idempotencyKey: world.key() }, 'refund { id }');
  await eventually(async () => (await orderFor(ada, id)).parts[0].refunds[0]?.state === 'FAILED', 'the refund to fail');
  expect(await orderFor(ada, id)).toMatchObject({ state: 'COMPLETED', lines: [{ refundedQuantity: 0 }] });
  expect(escrow()).toBeGreaterThanOrEqual(0n);
});

test('of a line no more can be refunded than it cost, also by two requests at the same time', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  await world.add(ada, await world.variant({ sellerId: ben }));
  const id = await world.order(ada);
  await isPaid(id);
  const { lines } = await orderFor(ada, id);
  const refund = () =>
    world.mutate(
      ben,
      'refundOrder',
      { orderId: id, idempotencyKey: world.key(), lines: [{ lineId: lines[0].id, quantity: 1 }] },
      'refund { id }',
    );
  const results = await Promise.all([refund(), refund()]);
  expect(results.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  const over = {
    orderId: id,
    idempotencyKey: world.key(),
    lines: [{ lineId: lines[0].id, quantity: 0, amount: { amount: '1', currency: 'EUR' } }],
  };
  expect(Object((await world.mutate(ben, 'refundOrder', over, 'refund { id }')).errors[0]).__typename).toMatch(
    /InvalidState|AmountTooLarge/,
  );
});

test.each([
  ['of nothing', {}, 'CartEmpty'],
  ['of a price that was not agreed to', { expectedTotal: { amount: '999', currency: 'EUR' } }, 'PriceChanged'],
  ['in another currency', { expectedTotal: { amount: '1000', currency: 'USD' } }, 'PriceChanged'],
])('an order %s is refused, and reserves nothing', async (_, more, __typename) => {
  const [ada, ben] = [world.person(), await world.seller()];
  const variant = await world.variant({ sellerId: ben });
  if (__typename !== 'CartEmpty') await world.add(ada, variant);
  const input = {
    idempotencyKey: world.key(),
    payWith: 'WALLET',
    expectedTotal: { amount: '1000', currency: 'EUR' },
    ...more,
  };
  expect(await world.mutate(ada, 'placeOrder', input, 'order { id }')).toMatchObject({ errors: [{ __typename }] });
  expect(await stockOf(variant)).toEqual([10, 0, 0]);
});

test('the last ones of two things are ordered together or not at all', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  const [one, other] = [
    await world.variant({ sellerId: ben, onHand: 5 }),
    await world.variant({ sellerId: ben, onHand: 1 }),
  ];
  await world.add(ada, one, 5);
  await world.add(ada, other);
  await world.sql.$executeRaw`UPDATE product_variant SET reserved = 1 WHERE id = ${other}`;
  const { errors } = await world.mutate(
    ada,
    'placeOrder',
    { idempotencyKey: world.key(), payWith: 'WALLET', expectedTotal: { amount: '6000', currency: 'EUR' } },
    'order { id }',
  );
  expect(errors).toMatchObject([{ __typename: 'OutOfStock' }]);
  expect(await stockOf(one)).toEqual([5, 0, 0]);
});

test('twenty buyers of five units make five orders', async () => {
  const ben = await world.seller();
  const variant = await world.variant({ sellerId: ben, onHand: 5 });
  const buyers = Array.from({ length: 20 }, () => world.person());
  await Promise.all(buyers.map((buyer) => world.add(buyer, variant)));
  const orders = await Promise.allSettled(buyers.map((buyer) => world.order(buyer)));
  const placed = orders.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(placed).toHaveLength(5);
  const reasons = orders.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  expect(reasons.filter((reason) => !reason.includes('OutOfStock'))).toEqual([]);
  await Promise.all(placed.map(isPaid));
  expect(await stockOf(variant)).toEqual([0, 0, 5]);
});

test('an order that leaves few units notifies the seller, once', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  const variant = await world.variant({ sellerId: ben, onHand: 5 });
  await world.sql.$executeRaw`UPDATE product_variant SET low_stock_at = 3 WHERE id = ${variant}`;
  await world.add(ada, variant, 2);
  const id = await world.order(ada);
  await isPaid(id);
  const [part] = (await orderFor(ada, id)).parts;
  const lowStock = async () =>
    (await world.published()).filter(
      ({ type, payload }) => type === 'commerce.stock-low' && Object(payload).variantId === variant,
    );
  await eventually(async () => (await lowStock()).length === 1, 'the note of few units', 20_000);
  expect((await lowStock())[0]?.payload).toMatchObject({ sellerId: ben, available: 3 });
  await world.mutate(ada, 'cancelOrder', { orderId: id, partId: part.id }, 'order { id }');
  expect(await stockOf(variant)).toEqual([5, 0, 0]);
  expect(await lowStock()).toHaveLength(1);
});

test('a voucher takes off what its seller offers, once for each buyer', async () => {
  const [ada, ben] = [world.person(), await world.seller()];
  const variant = await world.variant({ sellerId: ben });
  const code = `TEN-${world.key().replace(' ', '')}`;
  const created = await world.mutate(
    ben,
    'createVoucher',
    { code, percent: 10, currency: 'EUR', maxPerBuyer: 1 },
    'voucher { id code percent uses }',
  );
  expect(created).toMatchObject({ errors: [], voucher: { percent: 10, uses: 0 } });
  await world.add(ada, variant);
  expect(await world.mutate(ada, 'applyVoucher', { code }, 'cart { voucherCode }')).toMatchObject({ errors: [] });
  expect(await world.total(ada)).toBe('900');
  const id = await world.order(ada);
  await isPaid(id);
  expect(await orderFor(ada, id)).toMatchObject({ totals: { total: { amount: '900' } } });

  await world.add(ada, variant);
  await world.mutate(ada, 'applyVoucher', { code }, 'cart { voucherCode }');
  await expect(world.order(ada)).rejects.toThrow('VoucherInvalid');
  expect(await stockOf(variant)).toEqual([9, 0, 1]);
});
