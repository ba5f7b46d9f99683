import { percentile } from '../percentiles.ts';
import type { Sample } from './measure.ts';

/** What was measured of one operation. */
export interface Measured {
  readonly name: string;
  /** Bytes of one response. */
  readonly bytes: number;
  readonly ours: readonly Sample[];
  readonly limit: readonly Sample[];
  /** None where PostGraphile does not take part. */
  readonly postgraphile: readonly Sample[];
  /** Requests a second and p99; null where there is no goal. */
  readonly goal: { readonly rate: number; readonly p99Ms: number } | null;
}

const COLUMNS = [
  'req/s',
  'p50 ms',
  'p99 ms',
  'node ms',
  'PG ms',
  'Redis ms',
  'statements',
  'round trips',
  'failed',
] as const;

type Column = (typeof COLUMNS)[number];
type Figures = Readonly<Partial<Record<Column, number>>>;

/** Columns of whole numbers, and of tenths. Others have hundredths. */
const DIGITS: Figures = { 'req/s': 0, 'p50 ms': 1, 'p99 ms': 1, failed: 0 };

export const HEADING = ['', ...COLUMNS].map(cell).join('');

/** One line of the table; what has no figure stays empty. */
export const lineOf = (name: string, figures: Figures, digits?: number): string => {
  const cells = COLUMNS.map((column) => figures[column]?.toFixed(digits ?? DIGITS[column] ?? 2) ?? '');
  return [name, ...cells].map(cell).join('');
};

/**
 * Ours; then the limit and PostGraphile, each with how many times as much ours takes (of the rate: which share it reaches);
 * then the goal.
 */
export function linesOf({ name, bytes, ours, limit, postgraphile, goal }: Measured): string[] {
  const own = figuresOf(ours);
  const against = (other: string, samples: readonly Sample[]): string[] => {
    if (samples.length === 0) return [];
    const figures = figuresOf(samples);
    return [lineOf(`  ${other}`, figures), lineOf('  ratio', ratioOf(own, figures), 2)];
  };
  const lines = [
    lineOf(`${name}, ${bytes} bytes`, own),
    ...against('limit', limit),
    ...against('PostGraphile', postgraphile),
  ];
  if (goal === null) return lines;
  const goalLine = lineOf('  goal', { 'req/s': goal.rate, 'p99 ms': goal.p99Ms, failed: 0 });
  return [...lines, isMet(ours, goal) ? goalLine : `${goalLine}  missed`];
}

/** Whether what was measured reaches a goal, with no request failed. */
export function isMet(ours: readonly Sample[], { rate, p99Ms }: NonNullable<Measured['goal']>): boolean {
  const own = figuresOf(ours);
  return own['req/s'] >= rate && own['p99 ms'] <= p99Ms && own.failed === 0;
}

/** Medians of the rounds, percentiles of all requests. */
function figuresOf(samples: readonly Sample[]): Record<Column, number> {
  const latencies = samples.flatMap(({ load }) => load.latencies);
  const median = (of: (sample: Sample) => number): number => percentile(samples.map(of), 0.5);
  return {
    'req/s': median(({ load }) => load.requests / load.seconds),
    'p50 ms': percentile(latencies, 0.5),
    'p99 ms': percentile(latencies, 0.99),
    'node ms': median(({ load, node }) => (node / load.requests) * 1_000),
    'PG ms': median(({ load, postgres }) => (postgres / load.requests) * 1_000),
    'Redis ms': median(({ load, redis }) => (redis / load.requests) * 1_000),
    statements: median(({ load, statements }) => statements / load.requests),
    'round trips': median(({ load, roundTrips }) => roundTrips / load.requests),
    failed: samples.reduce((sum, { load }) => sum + load.failures, 0),
  };
}

/** Failures have none, nor has what the other does not use. */
function ratioOf(own: Record<Column, number>, other: Record<Column, number>): Figures {
  const compared = COLUMNS.filter((column) => column !== 'failed' && other[column] > 0);
  return Object.fromEntries(compared.map((column) => [column, own[column] / other[column]]));
}

function cell(text: string, at: number): string {
  return at === 0 ? text.padEnd(26) : text.padStart(12);
}
