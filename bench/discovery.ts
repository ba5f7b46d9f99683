import { cpus } from 'node:os';
import { startBenchDatabase } from './bench-database.ts';
import { type DiscoveryDomain, openDiscoveryDomain } from './discovery/discovery-domain.ts';
import { makePeople, personId, VIEWERS } from './discovery/make-people.ts';
import { openPlainDecks } from './discovery/plain-deck.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';
import { treeCpuSeconds } from './process-usage.ts';

const PEOPLE = 1_000_000;
/** What the 95th percentile shall not exceed. */
const GOALS = { deckMs: 100, pageMs: 10 } as const;
/** Viewers whose times are not counted: they warm code, connections and caches. */
const WARM_UP = 20;

interface Measured {
  readonly times: number[];
  /** Processor time in Node and in PostgreSQL: what a busy machine does not distort. */
  cpuMs: number;
}

type Results = Record<'deck' | 'page' | 'plain', Measured>;

const measuredNothing = (): Measured => ({ times: [], cpuMs: 0 });

/**
 * Measures the first page of a viewer, for which their deck is made, and the pages after it, through the executor of the domain;
 * beside one statement by hand over the plain driver. `--people=` makes a smaller city. Resolves to whether the goals were met.
 */
export async function benchDiscovery(print: (line: string) => void, options: readonly string[]): Promise<boolean> {
  const given = options.find((option) => option.startsWith('--people='));
  const people = given === undefined ? PEOPLE : Number(given.slice('--people='.length));
  const database = await startBenchDatabase(['discovery']);
  try {
    print(`making ${people.toLocaleString('en')} people of one city`);
    await makePeople(database.ownerUrlOf('discovery'), people);
    const domain = await openDiscoveryDomain(database.urlOf('discovery'));
    const plain = openPlainDecks(database.urlOf('discovery'));
    try {
      const results: Results = { deck: measuredNothing(), page: measuredNothing(), plain: measuredNothing() };
      const cpuMs = (): number => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1_000 + 1_000 * treeCpuSeconds(database.pid);
      };
      for (let nth = 1; nth <= VIEWERS; nth += 1) await measureViewer(domain, plain, nth, results, cpuMs);
      return report(results, print);
    } finally {
      await plain.close();
      await domain.close();
    }
  } finally {
    await database.remove();
  }
}

/** In turn, so that a slow second of the machine meets all of them. Who is not shown is shown nobody. */
async function measureViewer(
  domain: DiscoveryDomain,
  plain: ReturnType<typeof openPlainDecks>,
  nth: number,
  { deck, page, plain: byHand }: Results,
  cpuMs: () => number,
): Promise<void> {
  const viewerId = personId(nth);
  const isCounted = nth > WARM_UP;
  const timed = async <Value>(into: Measured, work: () => Promise<Value>): Promise<Value> => {
    const cpuBefore = cpuMs();
    const start = performance.now();
    const value = await work();
    const took = performance.now() - start;
    if (!isCounted) return value;
    into.times.push(took);
    into.cpuMs += cpuMs() - cpuBefore;
    return value;
  };
  const first = await timed(nth % 10 > 0 && nth % 50 !== 1 ? deck : measuredNothing(), () =>
    domain.page(viewerId, null),
  );
  let { endCursor } = first;
  for (let more = first.size === 20 ? 3 : 0; more > 0; more -= 1) {
    const next = await timed(page, () => domain.page(viewerId, endCursor));
    if (next.size === 0) break;
    endCursor = next.endCursor;
  }
  await timed(byHand, () => plain.deck(viewerId));
}

function report({ deck, page, plain }: Results, print: (line: string) => void): boolean {
  print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
  print(`${PERCENTILE_HEADING}     cpu`);
  const lines = [
    ['deck, with its first page', deck],
    ['page of a deck', page],
    ['one statement by hand, plain pg', plain],
  ] as const;
  for (const [name, { times, cpuMs }] of lines)
    print(`${percentileLine(name, times)}${(cpuMs / times.length).toFixed(1).padStart(8)}`);
  print(`goals at the 95th percentile: deck ${GOALS.deckMs} ms, page ${GOALS.pageMs} ms`);
  return percentile(deck.times, 0.95) <= GOALS.deckMs && percentile(page.times, 0.95) <= GOALS.pageMs;
}
