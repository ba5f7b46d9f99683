import { percentile } from '../percentiles.ts';
import type { LoadResult } from './run-load.ts';

/** One participant in one round. */
export interface Sample {
  readonly load: LoadResult;
  /** Of the participant's own process, a request. */
  readonly cpuMicroseconds: number | null;
  /** Calls that subgraphs answered, and how many bytes with them. */
  readonly calls: number;
  readonly bytes: number;
  readonly peakMegabytes: number | null;
}

/** What was measured of one query. */
export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

const LIMIT = 'merger by hand';
const OURS = 'ours';

/** Prints a table; answers whether ours is at least as fast as the limit, with seven calls a request or fewer. */
export function report(print: (line: string) => void, { name, bytes, samples }: Measured): boolean {
  const limit = medianOf(samples.get(LIMIT) ?? [], rate);
  const limitCpu = medianOf(samples.get(LIMIT) ?? [], cpu);
  print(`\n${name}: an answer of ${bytes} bytes`);
  print(
    ['', 'req/s', 'of limit', 'p50 ms', 'p99 ms', 'CPU µs', 'of limit', 'peak MB', 'calls', 'KB', 'failed']
      .map(cell)
      .join(''),
  );
  for (const [who, rounds] of samples) {
    const latencies = rounds.flatMap(({ load }) => load.latencies);
    const requests = rounds.reduce((sum, { load }) => sum + load.requests, 0);
    const figures = [
      medianOf(rounds, rate).toFixed(0),
      (medianOf(rounds, rate) / limit).toFixed(2),
      percentile(latencies, 0.5).toFixed(1),
      percentile(latencies, 0.99).toFixed(1),
      medianOf(rounds, cpu).toFixed(0),
      (limitCpu / medianOf(rounds, cpu)).toFixed(2),
      Math.max(...rounds.map(({ peakMegabytes }) => peakMegabytes ?? Number.NaN)).toFixed(0),
      (rounds.reduce((sum, { calls }) => sum + calls, 0) / requests).toFixed(1),
      (rounds.reduce((sum, each) => sum + each.bytes, 0) / requests / 1000).toFixed(1),
      String(rounds.reduce((sum, { load }) => sum + load.failures, 0)),
    ];
    print([who, ...figures].map(cell).join(''));
  }
  const ours = samples.get(OURS) ?? [];
  const calls =
    ours.reduce((sum, each) => sum + each.calls, 0) / ours.reduce((sum, { load }) => sum + load.requests, 0);
  return medianOf(ours, rate) >= limit && calls <= 7;
}

const cell = (text: string, at: number): string => (at === 0 ? text.padEnd(18) : text.padStart(9));
const rate = ({ load }: Sample): number => load.requests / load.seconds;
const cpu = ({ cpuMicroseconds }: Sample): number => cpuMicroseconds ?? Number.NaN;
const medianOf = (samples: readonly Sample[], of: (sample: Sample) => number): number =>
  percentile(samples.map(of), 0.5);
