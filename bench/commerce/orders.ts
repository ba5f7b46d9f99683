import { startBenchDatabase } from '../bench-database.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from '../percentiles.ts';
import { ORDER_DOMAINS, type OrderDomains, openOrderDomains } from './order-domains.ts';

const BUYERS = 200;
const VARIANTS = 100;
const CLIENTS = 16;
const ORDERS = 400;
const ROUNDS = 3;
/** Of the first rounds, which warm code, connections and caches. */
const WARM_UP = 1;

/** Orders a second until they are paid, and milliseconds at the 99th percentile. */
const GOALS = { rate: 50, p99Ms: 500 } as const;

interface Measured {
  readonly rates: number[];
  readonly responses: number[];
  readonly paid: number[];
}

const measuredNothing = (): Measured => ({ rates: [], responses: [], paid: [] });

/**
 * Measures orders from the wallet through the executor of commerce, with wallet and payments in the same process: over 100 variants
 * of as many sellers, and of one variant. An order counts when its money is in escrow and its saga has ended. Resolves to
 * whether the goals were met, and stock and money agree with the orders.
 */
export async function benchOrders(print: (line: string) => void): Promise<boolean> {
  const database = await startBenchDatabase(ORDER_DOMAINS);
  try {
    const domains = await openOrderDomains(database);
    try {
      return await measure(domains, print);
    } finally {
      await domains.close();
    }
  } finally {
    await database.remove();
  }
}

async function measure(domains: OrderDomains, print: (line: string) => void): Promise<boolean> {
  const [buyers, variants]: [string[], string[]] = [[], []];
  for (let nth = 0; nth < BUYERS; nth += 1) buyers.push(await domains.buyer());
  for (let nth = 0; nth < VARIANTS; nth += 1) variants.push(await domains.variant());
  const results = { spread: measuredNothing(), hot: measuredNothing() };
  let orders = 0;
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const kind of ['spread', 'hot'] as const) {
      const into = round < 0 ? measuredNothing() : results[kind];
      const sold = kind === 'hot' ? variants.slice(0, 1) : variants;
      await orderAll(domains, buyers, sold, `${kind} ${round}`, into);
      orders += ORDERS;
    }
  }
  return report(results, await domains.contradiction(orders), print);
}

/** Has every client order the cart of one buyer after another; a cart is filled before, and not measured. */
async function orderAll(
  domains: OrderDomains,
  buyers: readonly string[],
  variants: readonly string[],
  key: string,
  { rates, responses, paid }: Measured,
): Promise<void> {
  let elapsedMs = 0;
  for (let from = 0; from < ORDERS; from += buyers.length) {
    const lines = buyers.map((buyerId, nth) => ({ buyerId, variantId: variants[nth % variants.length] ?? '' }));
    await domains.fillCarts(lines);
    const begun = performance.now();
    let next = 0;
    const client = async (): Promise<void> => {
      for (let nth = next++; nth < lines.length; nth = next++) {
        const { responseMs, paidMs } = await domains.order(lines[nth]?.buyerId ?? '', `${key} ${from}`);
        responses.push(responseMs);
        paid.push(paidMs);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    elapsedMs += performance.now() - begun;
  }
  rates.push((ORDERS * 1_000) / elapsedMs);
}

function report(
  { spread, hot }: Readonly<Record<'spread' | 'hot', Measured>>,
  contradiction: string | null,
  print: (line: string) => void,
): boolean {
  const rateOf = ({ rates }: Measured): number => percentile(rates, 0.5);
  print(`medians of ${ROUNDS} rounds; ${CLIENTS} clients, each waits until its order is paid`);
  print(`${'orders, over 100 variants'.padEnd(32)}${rateOf(spread).toFixed(0).padStart(7)}/s  (goal ${GOALS.rate})`);
  print(`${'orders, of one variant'.padEnd(32)}${rateOf(hot).toFixed(0).padStart(7)}/s`);
  print(PERCENTILE_HEADING);
  print(percentileLine('response, over 100 variants', spread.responses));
  print(`${percentileLine('paid, over 100 variants', spread.paid)}  (goal for p99: ${GOALS.p99Ms})`);
  print(percentileLine('response, of one variant', hot.responses));
  print(percentileLine('paid, of one variant', hot.paid));
  print(contradiction ?? 'stock, escrow and the books agree with the orders');
  return rateOf(spread) >= GOALS.rate && percentile(spread.paid, 0.99) <= GOALS.p99Ms && contradiction === null;
}
