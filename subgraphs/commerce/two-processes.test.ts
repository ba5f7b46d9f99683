import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { createCallerSigner } from '../../runtime/serve/caller-token.ts';
import { createRemoteExecutor, type RemoteExecutor } from '../../runtime/serve/remote-executor.ts';
import { privateRedis } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { type Killable, startKillable } from '../../tests/killable.ts';
import { followAllProducers } from '../../tests/producer.ts';
import { type LedgerWorld, openLedgerWorld } from '../wallet/fixtures/ledger-world.ts';
import { readIntegrity } from '../wallet/operations/finance/check-ledger.ts';
import { type CommerceRepository, openCommerceRepository } from './repository/index.ts';

const SERVE = fileURLToPath(new URL('../../scripts/serve.ts', import.meta.url));
const PRICE = 1_000n;

let ledger: LedgerWorld;
let repository: CommerceRepository;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let folder: string;
let wallet: Killable;
let processes: Killable[];
let executors: RemoteExecutor[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'commerce-processes-'));
  [ledger, redis] = await Promise.all([openLedgerWorld(), privateRedis()]);
  repository = openCommerceRepository(ledger.database.urlOf('commerce'));
  await Promise.all([followAllProducers(ledger.repository.sql), followAllProducers(repository.sql)]);
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const shared = {
    ...{ DATA_DIR: folder, PORT: '0', REDIS_URL: redis.url, CALLER_SIGNING_KEY: key },
    AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
  };
  wallet = await startKillable('wallet', [SERVE, 'wallet'], {
    ...shared,
    WALLET_DATABASE_URL: ledger.database.urlOf('wallet'),
  });
  const environment = {
    ...shared,
    COMMERCE_DATABASE_URL: ledger.database.urlOf('commerce'),
    WALLET_SUBGRAPH_URL: wallet.url,
  };
  processes = await Promise.all([1, 2].map(() => startKillable('commerce', [SERVE, 'commerce'], environment)));
  const signer = createCallerSigner(key, () => new Date());
  const log = openLog('commerce', 'silent');
  executors = processes.map(({ url }) =>
    createRemoteExecutor({
      ...{ name: 'commerce', urls: [url], log },
      callerToken: (caller) => signer.sign(caller, 'commerce'),
    }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
  await Promise.all([wallet, ...processes].map((one) => one.kill()));
  await repository.close();
  await Promise.all([ledger.close(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A variant of a shop of its own. */
async function newVariant(onHand: bigint): Promise<string> {
  const at = new Date();
  const [sellerId, productId, id] = [newId('usr', at), newId('prd', at), newId('pvr', at)];
  await repository.sql.$executeRaw`
    INSERT INTO shop (id, seller_id, name, payout_method_id, created_at, updated_at)
    VALUES (${newId('shp', at)}, ${sellerId}, 'Shop', 'pom_1', ${at}, ${at})`;
  await repository.sql.$executeRaw`
    INSERT INTO product (id, seller_id, slug, state, title, kind, currency, tags, tag_keys, attribute_keys, created_at, updated_at)
    VALUES (${productId}, ${sellerId}, ${productId}, 'PUBLISHED', 'A thing', 'DIGITAL', 'EUR', '{}', '{}', '{}', ${at}, ${at})`;
  await repository.sql.$executeRaw`
    INSERT INTO product_variant (id, product_id, seller_id, position, price, currency, stock_policy, on_hand, created_at, updated_at)
    VALUES (${id}, ${productId}, ${sellerId}, 0, ${PRICE}, 'EUR', 'DENY', ${onHand}, ${at}, ${at})`;
  return id;
}

/** People with money for more than they want. */
async function newBuyers(count: number): Promise<{ readonly id: string; readonly accountId: string }[]> {
  const buyers: { id: string; accountId: string }[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const accountId = await ledger.account(10n * PRICE);
    const [account] = await ledger.repository.visibleAccounts({ id: '', isFinance: true }, [accountId]);
    buyers.push({ id: account?.ownerId ?? '', accountId });
  }
  return buyers;
}

/** Sends a mutation to one of the processes: `ok`, the name of the refusal, or the code of the fault. */
async function send(nth: number, viewerId: string, name: string, input: object): Promise<string> {
  const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { errors { __typename } } }`;
  // As a client does: a busy process says that it is unavailable, and the same key makes it safe to ask again.
  for (;;) {
    const caller = { ...ANONYMOUS, viewerId };
    const result = Object(await executors[nth % executors.length]?.execute({ query, variables: { input } }, caller));
    const code = result.errors?.[0].extensions.code;
    if (code === undefined) return result.data[name].errors[0]?.__typename ?? 'ok';
    if (!String(code).endsWith('UNAVAILABLE')) return String(code);
  }
}

const placeOrder = (nth: number, viewerId: string, total: bigint): Promise<string> =>
  send(nth, viewerId, 'placeOrder', {
    ...{ idempotencyKey: `order ${viewerId}`, payWith: 'WALLET' },
    expectedTotal: { amount: `${total}`, currency: 'EUR' },
  });

const stockOf = async (variantId: string) => {
  const [row] = await repository.sql.$queryRaw<{ onHand: number; reserved: number; sold: number }[]>`
    SELECT on_hand::int AS "onHand", reserved::int, sold::int FROM product_variant WHERE id = ${variantId}`;
  if (row === undefined) throw new Error(`There is no variant ${variantId}.`);
  return row;
};

/** Reads the stock over and over until `work` is done: the least that could still be ordered. */
async function leastDuring(variantId: string, work: Promise<unknown>): Promise<number> {
  let [least, isDone] = [Number.POSITIVE_INFINITY, false];
  const ended = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const { onHand, reserved } = await stockOf(variantId);
    least = Math.min(least, onHand, onHand - reserved);
  }
  await ended;
  return least;
}

/** Waits until no order of a variant goes on: how many are paid, and what moved in its stock. */
async function settled(variantId: string) {
  const orders = () => repository.sql.$queryRaw<{ state: string; isPaid: boolean; hasEnded: boolean }[]>`
    SELECT o.state, o.paid_at IS NOT NULL AS "isPaid",
      NOT EXISTS (SELECT FROM saga AS s WHERE s.subject = o.id AND s.ended_at IS NULL) AS "hasEnded"
    FROM shop_order AS o WHERE EXISTS (SELECT FROM order_line AS l WHERE l.order_id = o.id AND l.variant_id = ${variantId})`;
  await eventually(async () => (await orders()).every(({ hasEnded }) => hasEnded), 'the sagas to end', 60_000);
  const [movements] = await repository.sql.$queryRaw<{ delta: number }[]>`
    SELECT coalesce(sum(delta), 0)::int AS delta FROM stock_movement WHERE variant_id = ${variantId}`;
  return { orders: (await orders()).map(({ state, isPaid }) => ({ state, isPaid })), moved: movements?.delta };
}

const escrow = async (): Promise<bigint> => {
  const [row] = await ledger.repository.sql.$queryRaw<{ posted: bigint }[]>`
    SELECT coalesce(sum(p.amount), 0)::bigint AS posted FROM posting AS p JOIN account AS a ON a.id = p.account_id
    WHERE a.kind = 'ESCROW' AND a.name = 'orders'`;
  return row?.posted ?? 0n;
};

const worst = () =>
  ledger.repository.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');

const count = (outcomes: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length]));

test('of 100 buyers of 10 units over two processes, exactly 10 have an order, and pay for it', async () => {
  const [variantId, buyers, before] = [await newVariant(10n), await newBuyers(100), await escrow()];
  const added = await Promise.all(
    buyers.map(({ id }, nth) => send(nth, id, 'addCartItem', { variantId, quantity: 1 })),
  );
  expect(count(added)).toEqual({ ok: 100 });
  const placing = Promise.all(buyers.map(({ id }, nth) => placeOrder(nth, id, PRICE)));
  expect(await leastDuring(variantId, placing)).toBeGreaterThanOrEqual(0);
  const outcomes = await placing;
  expect(count(outcomes)).toEqual({ ok: 10, OutOfStock: 90 });
  const { orders, moved } = await settled(variantId);
  expect(orders).toEqual(Array.from({ length: 10 }, () => ({ state: 'CONFIRMED', isPaid: true })));
  expect(await stockOf(variantId)).toEqual({ onHand: 0, reserved: 0, sold: 10 });
  expect(moved).toBe(-10);
  // Who has an order has paid once, and nobody else has paid.
  const balances = await ledger.balances(...buyers.map(({ accountId }) => accountId));
  expect(balances).toEqual(outcomes.map((outcome) => (outcome === 'ok' ? 9n : 10n) * PRICE));
  expect((await escrow()) - before).toBe(10n * PRICE);
  expect(await worst()).toBeNull();
}, 120_000);

test('a variant that is added twice counts with both: of 20 buyers of 10 units, 5 have two each', async () => {
  const [variantId, buyers, before] = [await newVariant(10n), await newBuyers(20), await escrow()];
  const add = (nth: number, id: string) => send(nth, id, 'addCartItem', { variantId, quantity: 1 });
  // Both processes add to the same cart at the same time.
  const added = await Promise.all(buyers.flatMap(({ id }, nth) => [add(nth, id), add(nth + 1, id)]));
  expect(count(added)).toEqual({ ok: 40 });
  const placing = Promise.all(buyers.map(({ id }, nth) => placeOrder(nth, id, 2n * PRICE)));
  expect(await leastDuring(variantId, placing)).toBeGreaterThanOrEqual(0);
  expect(count(await placing)).toEqual({ ok: 5, OutOfStock: 15 });
  expect((await settled(variantId)).orders).toHaveLength(5);
  expect(await stockOf(variantId)).toEqual({ onHand: 0, reserved: 0, sold: 10 });
  expect((await escrow()) - before).toBe(10n * PRICE);
  expect(await worst()).toBeNull();
}, 120_000);

test('units of one variant that are reserved in two lines count together', async () => {
  const [variantId, at] = [await newVariant(10n), new Date()];
  const lines = (...quantities: number[]) => quantities.map((quantity) => ({ variantId, quantity }));
  expect(await repository.transaction((store) => store.reserveStock(lines(6, 5), at))).toEqual([]);
  expect(await stockOf(variantId)).toEqual({ onHand: 10, reserved: 0, sold: 0 });
  expect(await repository.transaction((store) => store.reserveStock(lines(6, 4), at))).toEqual([variantId]);
  expect(await stockOf(variantId)).toEqual({ onHand: 10, reserved: 10, sold: 0 });
  await repository.transaction((store) => store.unreserve(lines(6, 4), at));
  expect(await stockOf(variantId)).toEqual({ onHand: 10, reserved: 0, sold: 0 });
});
