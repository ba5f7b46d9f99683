import { cpus } from 'node:os';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import type { Payer } from './money/create-payer.ts';
import { type MoneyDomain, openMoneyDomain } from './money/money-domain.ts';
import { openPlainTransfers, recordStatements } from './money/plain-transfers.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';

const PEOPLE = 200;
const CLIENTS = 10;
const ROUNDS = 3;
const TRANSFERS = 600;
const HOT_TRANSFERS = 300;
const DEPOSITS = 500;
/** Payments that the consumer of events books in one transaction. */
const BATCH_SIZE = 20;
/** Of the first round, which warms code, connections and caches. */
const WARM_UP = 1;

/** Per second, and milliseconds at the 99th percentile. */
const GOALS = { spread: 300, hot: 100, deposits: 200, p99Ms: 150, shareOfPlain: 0.5 } as const;

interface Measured {
  readonly rates: number[];
  readonly times: number[];
}

const measuredNothing = (): Measured => ({ rates: [], times: [] });

/**
 * Measures transfers over many wallets and out of one, through the executor of the domain, beside the same statement over a
 * plain driver; and deposits as the consumer of events books them. Resolves to whether the goals were met and the sum of all
 * money is what it was.
 */
export async function benchMoney(print: (line: string) => void): Promise<boolean> {
  const database = await startBenchDatabase(['wallet']);
  try {
    const domain = await openMoneyDomain(database.urlOf('wallet'));
    try {
      return await measureAll(database, domain, print);
    } finally {
      await domain.close();
    }
  } finally {
    await database.remove();
  }
}

async function measureAll(database: BenchDatabase, domain: MoneyDomain, print: (line: string) => void) {
  const people: Payer[] = [];
  for (let nth = 0; nth < PEOPLE; nth += 1) people.push(await domain.person());
  const plain = await preparePlain(database, domain, people);
  const results = {
    spread: measuredNothing(),
    hot: measuredNothing(),
    plain: measuredNothing(),
    deposits: measuredNothing(),
  };
  let keys = 0;
  const nextKey = (): string => {
    keys += 1;
    return `bench-${keys}`;
  };
  const pairOf = (nth: number): readonly [Payer, Payer] => {
    const payer = people[nth % PEOPLE];
    const payee = people[(nth * 7 + 1) % PEOPLE];
    const other = people[(nth * 7 + 2) % PEOPLE];
    if (payer === undefined || payee === undefined || other === undefined) throw new Error('nobody');
    return [payer, payee === payer ? other : payee];
  };
  const [hot] = people;
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const into = (measured: Measured): Measured => (round < 0 ? measuredNothing() : measured);
    // In turn, so that a slow second of the machine meets all of them.
    await inParallel(TRANSFERS, into(results.spread), (nth) => {
      const [payer, payee] = pairOf(nth);
      return domain.transfer(payer, payee.id, nextKey());
    });
    await inParallel(TRANSFERS, into(results.plain), (nth) => {
      const [payer, payee] = pairOf(nth);
      return plain.transfer({ payer, payeeId: payee.id, key: nextKey() });
    });
    await inParallel(HOT_TRANSFERS, into(results.hot), (nth) => {
      const payee = people[1 + (nth % (PEOPLE - 1))];
      if (hot === undefined || payee === undefined) throw new Error('nobody');
      return domain.transfer(hot, payee.id, nextKey());
    });
    await bookDeposits(domain, people, into(results.deposits));
  }
  await plain.close();
  return report(results, await domain.integrity(), print);
}

/** Records one transfer of the domain, to be repeated between others without it. */
async function preparePlain(database: BenchDatabase, domain: MoneyDomain, people: readonly Payer[]) {
  const [payer, payee] = people;
  if (payer === undefined || payee === undefined) throw new Error('nobody');
  await domain.transfer(payer, payee.id, 'bench-warm-up');
  const key = 'bench-recorded';
  const statements = await recordStatements(() => domain.transfer(payer, payee.id, key));
  return openPlainTransfers(database.urlOf('wallet'), ofTransfer(statements), { payer, payeeId: payee.id, key });
}

/** The one that moves money: what is read afterwards, and what jobs send, is not of the transfer. */
function ofTransfer(statements: Awaited<ReturnType<typeof recordStatements>>) {
  const statement = statements.find(({ text }) => text.includes('INTO idempotency_key'));
  if (statement === undefined) throw new Error('The recorded transfer has no key.');
  return statement;
}

async function inParallel(count: number, { rates, times }: Measured, work: (nth: number) => Promise<unknown>) {
  let next = 0;
  const start = performance.now();
  const client = async (): Promise<void> => {
    for (let nth = next++; nth < count; nth = next++) {
      const begun = performance.now();
      await work(nth);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  rates.push((count * 1_000) / (performance.now() - start));
}

async function bookDeposits(domain: MoneyDomain, people: readonly Payer[], { rates, times }: Measured): Promise<void> {
  const payers = Array.from({ length: DEPOSITS }, (_, nth) => people[nth % PEOPLE]).filter((one) => one !== undefined);
  const ids = await domain.addDeposits(payers);
  const start = performance.now();
  for (let at = 0; at < ids.length; at += BATCH_SIZE) {
    const begun = performance.now();
    await domain.book(ids.slice(at, at + BATCH_SIZE));
    times.push(performance.now() - begun);
  }
  rates.push((ids.length * 1_000) / (performance.now() - start));
}

function report(
  results: Readonly<Record<'spread' | 'hot' | 'plain' | 'deposits', Measured>>,
  { sum, wrong }: { readonly sum: bigint; readonly wrong: string | null },
  print: (line: string) => void,
): boolean {
  const rateOf = ({ rates }: Measured): number => percentile(rates, 0.5);
  const share = rateOf(results.spread) / rateOf(results.plain);
  print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}; medians of ${ROUNDS} rounds`);
  const lines = [
    ['transfers, over 200 wallets', results.spread, GOALS.spread],
    ['transfers, out of one wallet', results.hot, GOALS.hot],
    ['the same statement, plain pg', results.plain, null],
    ['deposits booked', results.deposits, GOALS.deposits],
  ] as const;
  for (const [name, measured, goal] of lines)
    print(`${name.padEnd(32)}${rateOf(measured).toFixed(0).padStart(7)}/s${goal === null ? '' : `  (goal ${goal})`}`);
  print(`share of plain pg: ${(share * 100).toFixed(0)} % (goal ${GOALS.shareOfPlain * 100} %)`);
  print(PERCENTILE_HEADING);
  print(percentileLine('transfer, over 200 wallets', results.spread.times));
  print(percentileLine('transfer, out of one wallet', results.hot.times));
  print(percentileLine(`${BATCH_SIZE} deposits in a transaction`, results.deposits.times));
  print(`sum of all accounts: ${sum}; ${wrong ?? 'the books are right'}`);
  const p99 = Math.max(percentile(results.spread.times, 0.99), percentile(results.hot.times, 0.99));
  const isFast =
    rateOf(results.spread) >= GOALS.spread &&
    rateOf(results.hot) >= GOALS.hot &&
    rateOf(results.deposits) >= GOALS.deposits &&
    p99 <= GOALS.p99Ms;
  return isFast && share >= GOALS.shareOfPlain && sum === 0n && wrong === null;
}
