import { percentile } from '../percentiles.ts';
import type { Sample } from './measure.ts';

/** What was measured of one operation. */
export interface Measured {
  readonly name: string;
  /** Bytes of one response. */
  readonly bytes: number;
  readonly ours: readonly Sample[];
  readonly limit: readonly Sample[];
}

const COLUMNS = ['req/s', 'p50 ms', 'p99 ms', 'node ms', 'PG ms', 'Redis ms', 'statements', 'round trips', 'failed'];

export const HEADING = ['', ...COLUMNS].map(cell).join('');

/** Three lines: ours, the limit, and how many times as much ours takes (of the rate: which share it reaches). */
export function linesOf({ name, bytes, ours, limit }: Measured): string[] {
  const own = figuresOf(ours);
  const least = figuresOf(limit);
  const ratios = own.map((figure, at) =>
    at === own.length - 1 ? '' : (figure / (least[at] ?? Number.NaN)).toFixed(2),
  );
  return [
    [`${name}, ${bytes} bytes`, ...own.map(write)].map(cell).join(''),
    ['  limit', ...least.map(write)].map(cell).join(''),
    ['  ratio', ...ratios].map(cell).join(''),
  ];
}

/** In the order of the columns: medians of the rounds, percentiles of all requests. */
function figuresOf(samples: readonly Sample[]): number[] {
  const latencies = samples.flatMap(({ load }) => load.latencies);
  const median = (of: (sample: Sample) => number): number => percentile(samples.map(of), 0.5);
  return [
    median(({ load }) => load.requests / load.seconds),
    percentile(latencies, 0.5),
    percentile(latencies, 0.99),
    median(({ load, node }) => (node / load.requests) * 1_000),
    median(({ load, postgres }) => (postgres / load.requests) * 1_000),
    median(({ load, redis }) => (redis / load.requests) * 1_000),
    median(({ load, statements }) => statements / load.requests),
    median(({ load, roundTrips }) => roundTrips / load.requests),
    samples.reduce((sum, { load }) => sum + load.failures, 0),
  ];
}

const write = (figure: number, at: number): string =>
  at === 0 || at === COLUMNS.length - 1 ? figure.toFixed(0) : figure.toFixed(at < 3 ? 1 : 2);

function cell(text: string, at: number): string {
  return at === 0 ? text.padEnd(26) : text.padStart(12);
}
