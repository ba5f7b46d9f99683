import { cpus } from 'node:os';
import { startBenchDatabase } from './bench-database.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';

/** Milliseconds of each kind of search. */
type SearchTimes = ReadonlyMap<string, readonly number[]>;

/** Searches of one domain among many rows. */
interface SearchBench {
  readonly domain: string;
  /** Number of rows, and what they are. */
  readonly rows: number;
  readonly noun: string;
  readonly goalMs: number;
  readonly make: (ownerUrl: string, rows: number) => Promise<unknown>;
  readonly measure: (databaseUrl: string) => Promise<SearchTimes>;
  /** A kind that is printed and does not count for the goal. */
  readonly uncounted?: string;
}

/** Makes rows in a fresh database, measures searches and prints them. Resolves to whether p95 of all met the goal. */
export async function benchSearchTimes(
  { domain, rows, noun, goalMs, make, measure, uncounted }: SearchBench,
  print: (line: string) => void,
): Promise<boolean> {
  const database = await startBenchDatabase([domain]);
  try {
    print(`making ${rows.toLocaleString('en')} ${noun}`);
    await make(database.ownerUrlOf(domain), rows);
    const times = await measure(database.urlOf(domain));
    const all = [...times].flatMap(([kind, samples]) => (kind === uncounted ? [] : samples));
    print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
    print(PERCENTILE_HEADING);
    for (const [kind, samples] of times) print(percentileLine(kind, samples));
    print(percentileLine('all', all));
    return percentile(all, 0.95) <= goalMs;
  } finally {
    await database.remove();
  }
}
