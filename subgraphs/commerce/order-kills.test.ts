import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '../../tests/eventually.ts';
import { paymentSucceeded } from '../payments/events.ts';
import { type OrdersWorld, openOrdersWorld } from './fixtures/orders-world.ts';
import { type CommerceRepository, openCommerceRepository } from './repository/index.ts';

/** Points of a step at which the process that works on it ends, the first time it comes there. */
const POINTS = ['before asking', 'after asking', 'before noting', 'after noting'] as const;
type Point = (typeof POINTS)[number];
const STEPS = ['PLACED', 'FUNDING', 'FUNDED', 'CAPTURING', 'PAID', 'PAYOUT', 'RELEASING', 'EXPIRED'] as const;
type Step = (typeof STEPS)[number];

/** The mutation that a step asks another domain for; absent where it is one transaction. */
const ASKS: Partial<Record<Step, string>> = {
  FUNDING: 'holdFunds',
  CAPTURING: 'captureFunds',
  PAYOUT: 'moveFunds',
  RELEASING: 'cancelPaymentFor',
  EXPIRED: 'cancelPaymentFor',
};

let world: OrdersWorld;
let other: CommerceRepository;
let initialSum: bigint;
let redis: Redis;

beforeAll(async () => {
  world = await openOrdersWorld();
  other = openCommerceRepository(world.databaseUrl);
  initialSum = world.money.sum();
  redis = new Redis(world.redis.url);
});
afterAll(async () => {
  redis.disconnect();
  await other.close();
  await world.close();
});

/** A promise that nothing settles: the process has ended. */
const never = new Promise<never>(() => undefined);

/** Holds the lock of a row until `release`, as a slow transaction does. */
async function hold(
  lock: 'saga' | 'product_variant' | 'invoice_head',
  id: string,
): Promise<{ release(): void; done: Promise<void> }> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isLocked = (): void => undefined;
  const locked = new Promise<void>((resolve) => {
    isLocked = resolve;
  });
  const done = other.transaction(async (_, sql) => {
    if (lock === 'saga') await sql.$queryRaw`SELECT FROM saga WHERE subject = ${id} AND ended_at IS NULL FOR UPDATE`;
    if (lock === 'product_variant') await sql.$queryRaw`SELECT FROM product_variant WHERE id = ${id} FOR UPDATE`;
    if (lock === 'invoice_head') await sql.$queryRaw`SELECT FROM invoice_head WHERE seller_id = ${id} FOR UPDATE`;
    isLocked();
    await released;
  });
  await locked;
  return { release, done };
}

/** Ends the connection of a transaction that waits for a lock, as it ends with its process. */
const endWaiting = () =>
  eventually(async () => {
    const rows = await world.sql.$queryRaw<unknown[]>`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`;
    return rows.length > 0;
  }, 'a step to wait');

/** Has the process end at a point of the step of that order, once. Resolves when it has. */
function endAt(point: Point, mutation: string, keyPart: string, subject: () => Promise<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    let isArmed = true;
    world.money.pass = async (at, requested, key) => {
      if (!isArmed || requested !== mutation || !key.includes(keyPart)) return;
      if (point === 'before asking' && at === 'before') {
        isArmed = false;
        resolve();
        await never;
      }
      if (at !== 'after') return;
      isArmed = false;
      if (point === 'after asking') {
        resolve();
        await never;
      }
      if (point === 'before noting') {
        const lock = await hold('saga', await subject());
        endWaiting()
          .then(async () => {
            lock.release();
            await lock.done;
            resolve();
          })
          .catch(reject);
      }
      if (point === 'after noting') resolve();
    };
  });
}

const stockOf = async (variantId: string) => {
  const { on_hand, reserved, sold } = await world.row('product_variant', variantId);
  return [Number(on_hand), Number(reserved), Number(sold)];
};

/** What comes of the process: Redis forgets everything, and leases end as they do some time later. */
async function restart(): Promise<void> {
  await redis.flushall();
  await world.endLeases();
  await world.sql
    .$executeRaw`UPDATE work_item SET due_at = now() WHERE failed_at IS NULL AND due_at < now() + interval '2 minutes'`;
}

const everyPoint = STEPS.flatMap((step) => POINTS.map((point) => ({ step, point })));

test.each(everyPoint)(
  'a process that ends $point in $step loses nothing and does nothing twice',
  async ({ step, point }) => {
    const [buyer, seller] = [world.person(10_000n), await world.seller()];
    initialSum += 10_000n;
    const variant = await world.variant({ sellerId: seller, onHand: 5 });
    await world.add(buyer, variant, 2);
    const isByCard = step === 'RELEASING' || step === 'EXPIRED';
    const input = {
      ...{ idempotencyKey: world.key(), payWith: isByCard ? 'PAYMENT' : 'WALLET' },
      expectedTotal: { amount: '2000', currency: 'EUR' },
    };
    const newest = async () => {
      const rows = await world.sql.$queryRaw<{ id: string }[]>`SELECT id FROM shop_order WHERE buyer_id = ${buyer}`;
      return rows[0]?.id ?? '';
    };
    const orderAgain = () => world.mutate(buyer, 'placeOrder', input, 'order { id } isReplay');
    let isEnded: Promise<unknown> = Promise.resolve();
    const mutation = ASKS[step];

    if (step === 'PLACED' || step === 'FUNDING') {
      // The request itself asks first: it ends with its process, and the saga goes on.
      world.money.pass = async (at) => {
        if (at === (point === 'before asking' ? 'before' : 'after')) await never;
      };
      const request = orderAgain().catch(() => null);
      await eventually(async () => (await newest()) !== '', 'the order to be placed');
      void request;
      if (step === 'FUNDING' && mutation !== undefined) isEnded = endAt(point, mutation, 'FUNDING', newest);
      else {
        world.money.pass = async () => undefined;
        if (point === 'before noting' || point === 'before asking') {
          const lock = await hold('saga', await newest());
          await restart();
          await endWaiting();
          lock.release();
          await lock.done;
        }
      }
      await restart();
    } else if (step === 'FUNDED' || step === 'PAID') {
      if (step === 'PAID')
        await world.sql.$executeRaw`INSERT INTO invoice_head (seller_id, number) VALUES (${seller}, 0)`;
      let lock: Awaited<ReturnType<typeof hold>> | null = null;
      world.money.pass = async (at, requested) => {
        const before = step === 'FUNDED' ? 'holdFunds' : 'captureFunds';
        if (at === 'before' && requested === before && lock === null && point !== 'after noting')
          lock = await hold(
            step === 'FUNDED' ? 'product_variant' : 'invoice_head',
            step === 'FUNDED' ? variant : seller,
          );
      };
      await orderAgain();
      if (point !== 'after noting') {
        await endWaiting();
        // as: the callback has set it by now.
        const taken = lock as Awaited<ReturnType<typeof hold>> | null;
        taken?.release();
        await taken?.done;
      }
      await restart();
    } else if (mutation !== undefined && !isByCard) {
      if (step === 'CAPTURING') isEnded = endAt(point, mutation, 'CAPTURING', newest);
      await orderAgain();
    } else await orderAgain();

    const orderId = await newest();
    if (step === 'RELEASING') {
      isEnded = endAt(point, 'cancelPaymentFor', 'RELEASING', newest);
      await world.mutate(buyer, 'cancelOrder', { orderId }, 'order { state }');
    }
    if (step === 'EXPIRED') {
      isEnded = endAt(point, 'cancelPaymentFor', 'RELEASING', newest);
      await world.sql
        .$executeRaw`UPDATE shop_order SET funds_until = now() - interval '1 second' WHERE id = ${orderId}`;
      await world.sql.$executeRaw`UPDATE work_item SET due_at = now() WHERE due_at < now() + interval '1 hour'`;
    }
    await isEnded;
    await restart();

    if (isByCard) {
      await world.isIn(orderId, step === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED');
      expect(await stockOf(variant)).toEqual([5, 0, 0]);
      expect(world.money.charges.get(orderId)?.state).toBe('CANCELLED');
      expect(world.money.balances.get(buyer)).toBe(10_000n);
      return;
    }
    await eventually(async () => (await world.row('shop_order', orderId))['paid_at'] !== null, 'the order to be paid');
    await eventually(async () => (await world.row('saga', orderId))['ended_at'] !== null, 'its saga to end');
    expect(await stockOf(variant)).toEqual([3, 0, 2]);
    expect(world.money.balances.get(buyer)).toBe(8_000n);
    expect([...world.money.holds.values()].filter(({ userId }) => userId === buyer)).toMatchObject([
      { state: 'CAPTURED' },
    ]);
    expect(await orderAgain()).toMatchObject({ isReplay: true, order: { id: orderId } });

    const partId = String((await world.row('order_part', orderId))['id']);
    await world.mutate(seller, 'fulfillOrder', { orderId, partId }, 'order { id }');
    if (step === 'PAYOUT') isEnded = endAt(point, 'moveFunds', `PAYOUT:${partId}`, async () => partId);
    await world.mutate(buyer, 'confirmDelivery', { orderId }, 'order { id }');
    await isEnded;
    await restart();
    await world.isIn(orderId, 'COMPLETED');
    expect(world.money.balances.get(seller)).toBe(1_800n);
    expect(world.money.balances.get('ESCROW:orders')).toBe(0n);
    expect(world.money.sum()).toBe(initialSum);
    const invoices = await world.sql.$queryRaw<unknown[]>`SELECT FROM invoice WHERE part_id = ${partId}`;
    expect(invoices).toHaveLength(1);
    const outbox = (await world.published()).filter(
      ({ payload }) => Reflect.get(Object(payload), 'orderId') === orderId,
    );
    const count = (type: string) => outbox.filter((event) => event.type === `commerce.${type}`).length;
    expect([count('order-confirmed'), count('order-placed'), count('payout-released')]).toEqual([1, 1, 1]);
  },
);

test('a provider that is down for a while delays an order, and hooks that come late and again change nothing', async () => {
  const [buyer, seller] = [world.person(0n), await world.seller()];
  const variant = await world.variant({ sellerId: seller });
  await world.add(buyer, variant);
  let failures = 3;
  world.money.pass = async (at, requested) => {
    if (requested !== 'createPaymentFor' || failures === 0) return;
    failures -= 1;
    if ((failures % 2 === 0) === (at === 'before')) throw new Error('away');
  };
  const id = await world.order(buyer, { payWith: 'PAYMENT' });
  await eventually(() => world.money.charges.has(id), 'the payment');
  await eventually(async () => {
    await restart();
    return (await world.row('shop_order', id))['payment_id'] !== null;
  }, 'the answer to be recorded');
  const charge = world.money.charges.get(id);
  if (charge === undefined) throw new Error('There is no charge.');
  charge.state = 'SUCCEEDED';
  const fact = {
    ...{ paymentId: charge.id, userId: buyer, currency: 'EUR', provider: 'sandbox', amount: '1000' },
    ...{ reference: { type: 'order', id, domain: 'commerce' }, at: new Date().toISOString() },
  };
  for (let times = 0; times < 3; times += 1) await world.publish(paymentSucceeded, fact);
  await eventually(async () => (await world.row('shop_order', id))['paid_at'] !== null, 'the order to be paid');
  await world.publish(paymentSucceeded, fact);
  expect(
    world.money.calls.filter((call) => call.startsWith('createPaymentFor') && call.endsWith(`${id}:FUNDING`)).length,
  ).toBeGreaterThan(1);
  expect(await stockOf(variant)).toEqual([9, 0, 1]);
  expect(
    (await world.sql.$queryRaw<unknown[]>`SELECT FROM saga WHERE subject = ${id} AND kind = 'late-payment'`).length,
  ).toBe(0);
});
