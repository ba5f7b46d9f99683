import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from '../../runtime/database/database.ts';
import { startRedis } from '../../runtime/embedded/redis.ts';
import { isStream } from '../../runtime/executor/executor.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { openProcess } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import commerce from '../../subgraphs/commerce/index.ts';
import { openCommerceRepository } from '../../subgraphs/commerce/repository/index.ts';
import payments from '../../subgraphs/payments/index.ts';
import { openPaymentsRepository } from '../../subgraphs/payments/repository/index.ts';
import wallet from '../../subgraphs/wallet/index.ts';
import { readIntegrity } from '../../subgraphs/wallet/operations/finance/check-ledger.ts';
import { openWalletRepository } from '../../subgraphs/wallet/repository/index.ts';
import type { BenchDatabase } from '../bench-database.ts';
import { createPayer } from '../money/create-payer.ts';

/** Commerce, and those that reserve, charge and book its money. */
export const ORDER_DOMAINS = ['commerce', 'wallet', 'payments'] as const;

const PRICE = 1_000n;
const STOCK = 1_000_000n;
const POLL_MS = 20;

const PLACE_ORDER = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id } errors { __typename } } }`;

/** Opens commerce, wallet and payments as a gateway has them in its own process, with a Redis of their own. */
export async function openOrderDomains(database: BenchDatabase) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-orders-'));
  const redis = await startRedis({ dataDir: null, log: () => {} });
  const configuration = loadConfiguration('serve', {
    DATA_DIR: folder,
    REDIS_URL: redis.url,
    ...Object.fromEntries(ORDER_DOMAINS.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, database.urlOf(name)])),
  });
  const log = openLog('bench', 'error');
  const running = openProcess({ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs: [], log });
  running.embed('auth', async ({ variables }) => ({ data: { user: { id: variables?.['id'] } } }));
  const money = openWalletRepository(database.urlOf('wallet'));
  const shop = openCommerceRepository(database.urlOf('commerce'));
  const cards = openPaymentsRepository(database.urlOf('payments'));
  for (const { sql } of [money, shop, cards]) await followOthers(sql);
  await cards.close();
  const opened = {
    payments: await payments.open(running.hostOf('payments')),
    wallet: await wallet.open(running.hostOf('wallet')),
    commerce: await commerce.open(running.hostOf('commerce')),
  };
  for (const [name, { execute }] of Object.entries(opened)) running.embed(name, execute);
  const ends = watchEnds(shop.sql);
  return {
    /** A person whose account has a million. */
    buyer: async (): Promise<string> => (await createPayer(money)).id,
    /** A variant of a shop of its own, with more units than are ordered. */
    variant: () => addVariant(shop.sql),
    /** Puts one unit into the cart of each buyer. */
    async fillCarts(lines: readonly { readonly buyerId: string; readonly variantId: string }[]): Promise<void> {
      await shop.sql.$executeRaw`
        INSERT INTO cart_line (owner_id, variant_id, quantity, price_seen, added_at)
        SELECT "buyerId", "variantId", 1, ${PRICE}, now()
        FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS l ("buyerId" text, "variantId" text)`;
    },
    /**
     * Orders the cart of a buyer, and resolves when the money is in escrow and the saga has ended: milliseconds until the
     * response, and until then.
     *
     * @throws unless it is placed.
     */
    async order(
      buyerId: string,
      idempotencyKey: string,
    ): Promise<{ readonly responseMs: number; readonly paidMs: number }> {
      const start = performance.now();
      const expectedTotal = { amount: `${PRICE}`, currency: 'EUR' };
      const input = { idempotencyKey, payWith: 'WALLET', expectedTotal };
      const caller = { viewerId: buyerId, sessionId: 'ses_bench', scopes: [], service: null };
      const result = await opened.commerce.execute({ query: PLACE_ORDER, variables: { input } }, caller);
      const payload = isStream(result) ? null : Object(result.data)['placeOrder'];
      if (payload?.errors?.length !== 0) throw new Error(`An order failed: ${JSON.stringify(result)}`);
      const responseMs = performance.now() - start;
      await ends.of(payload.order.id);
      return { responseMs, paidMs: performance.now() - start };
    },
    /** What contradicts what was ordered; null when nothing does. */
    async contradiction(orders: number): Promise<string | null> {
      const [row] = await shop.sql.$queryRaw<{ paid: number; sold: number; moved: number }[]>`
        SELECT (SELECT count(*)::int FROM shop_order WHERE paid_at IS NOT NULL AND state = 'CONFIRMED') AS paid,
          (SELECT sum(sold)::int FROM product_variant) AS sold,
          (SELECT -sum(delta)::int FROM stock_movement) AS moved`;
      if (row?.paid !== orders || row.sold !== orders || row.moved !== orders)
        return `of ${orders} orders ${row?.paid} are paid, ${row?.sold} units sold, ${row?.moved} moved`;
      const [escrow] = await money.sql.$queryRaw<{ posted: bigint }[]>`
        SELECT sum(p.amount)::bigint AS posted FROM posting AS p JOIN account AS a ON a.id = p.account_id
        WHERE a.kind = 'ESCROW' AND a.name = 'orders'`;
      if (escrow?.posted !== BigInt(orders) * PRICE) return `${escrow?.posted} is in escrow`;
      return money.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');
    },
    async close() {
      ends.close();
      await Promise.all(Object.values(opened).map((domain) => domain.close()));
      await Promise.all([money.close(), shop.close()]);
      await running.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Has a domain follow those that are not opened, whose copies it could not serve without. */
async function followOthers(sql: Sql): Promise<void> {
  const here: readonly string[] = ORDER_DOMAINS;
  const others = readSupergraphConfig().flatMap(({ name }) => (here.includes(name) ? [] : [name]));
  await sql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number)
    SELECT name, 'bench', 0 FROM unnest(${others}::text[]) AS other (name)`;
}

async function addVariant(sql: Sql): Promise<string> {
  const at = new Date();
  const [sellerId, productId, id] = [newId('usr', at), newId('prd', at), newId('pvr', at)];
  await sql.$executeRaw`
    INSERT INTO shop (id, seller_id, name, payout_method_id, created_at, updated_at)
    VALUES (${newId('shp', at)}, ${sellerId}, 'Shop', 'pom_1', ${at}, ${at})`;
  await sql.$executeRaw`
    INSERT INTO product (id, seller_id, slug, state, title, kind, currency, tags, tag_keys, attribute_keys, created_at, updated_at)
    VALUES (${productId}, ${sellerId}, ${productId}, 'PUBLISHED', 'A thing', 'DIGITAL', 'EUR', '{}', '{}', '{}', ${at}, ${at})`;
  await sql.$executeRaw`
    INSERT INTO product_variant (id, product_id, seller_id, position, price, currency, stock_policy, on_hand, created_at, updated_at)
    VALUES (${id}, ${productId}, ${sellerId}, 0, ${PRICE}, 'EUR', 'DENY', ${STOCK}, ${at}, ${at})`;
  return id;
}

/** Reads every few milliseconds which orders have ended their saga. */
function watchEnds(sql: Sql) {
  const waiting = new Map<string, () => void>();
  let isReading = false;
  const read = async (): Promise<void> => {
    if (isReading || waiting.size === 0) return;
    isReading = true;
    const ended = await sql.$queryRaw<{ id: string }[]>`
      SELECT subject AS id FROM saga WHERE kind = 'order' AND subject = ANY (${[...waiting.keys()]}) AND ended_at IS NOT NULL`;
    isReading = false;
    for (const { id } of ended) {
      waiting.get(id)?.();
      waiting.delete(id);
    }
  };
  const timer = setInterval(() => void read(), POLL_MS);
  return {
    of: (orderId: string): Promise<void> => new Promise((resolve) => waiting.set(orderId, resolve)),
    close: () => clearInterval(timer),
  };
}

/** The domains, with the people and the goods of the benchmark. */
export type OrderDomains = Awaited<ReturnType<typeof openOrderDomains>>;
