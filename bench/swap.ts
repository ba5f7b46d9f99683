import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { participants } from './gateway/participants.ts';
import { type LoadResult, runLoad } from './gateway/run-load.ts';
import { type RunningProcess, startProcess } from './gateway/running-process.ts';
import { QUERIES } from './gateway/shape.ts';
import { compose, startSubgraphs } from './gateway/subgraphs-process.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';

const ROUNDS = 3;
const SECONDS = 12;
const CONNECTIONS = 8;
/** Makes the supergraph about as large as this project's own. */
const FURTHER_TYPES = 250;
const LOOK_MS = 50;

interface World {
  readonly port: number;
  /** Supergraphs that name other addresses for the same subgraphs. */
  readonly versions: readonly [string, string];
  write(text: string): void;
}

/**
 * Swaps the supergraph of a gateway as often as it can under load, its subgraphs moving each time, and prints requests,
 * failures and latencies beside those of quiet rounds. Resolves to whether no request failed.
 */
export async function benchSwap(print: (line: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-swap-'));
  const running: RunningProcess[] = [];
  try {
    const world = await openWorld(folder, running);
    const [quiet, swapping]: [LoadResult[], LoadResult[]] = [[], []];
    const heap: number[] = [];
    let swaps = 0;
    // The first round warms everybody up, and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const still = await load(world);
      const abort = new AbortController();
      const swapped = swapUntil(world, abort.signal);
      const moved = await load(world);
      abort.abort();
      const done = await swapped;
      heap.push(await heapMegabytes(world));
      if (round === 0) continue;
      swaps += done;
      quiet.push(still);
      swapping.push(moved);
    }
    return report(print, { quiet, swapping, swaps, heap });
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

const load = ({ port }: World): Promise<LoadResult> =>
  runLoad({ port, path: '/graphql' }, QUERIES.small, { connections: CONNECTIONS, seconds: SECONDS });

async function openWorld(folder: string, running: RunningProcess[]): Promise<World> {
  const further = Array.from(
    { length: FURTHER_TYPES },
    (_, at) => `type Further${at} { id: ID! one: String two(first: Int): [Further${at}] three: User }`,
  ).join('\n');
  const versions: string[] = [];
  for (let version = 0; version < 2; version += 1) {
    const { ports, process } = await startSubgraphs(0);
    running.push(process);
    versions.push(compose(ports, further));
  }
  const [first = '', second = ''] = versions;
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, first);
  const [ours] = participants(file, [], 0);
  if (ours === undefined) throw new Error('nobody takes part');
  const port = await findFreePort();
  running.push(await startProcess(ours.command(port), ours.environment(port)));
  return {
    port,
    versions: [first, second],
    write(text) {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    },
  };
}

/** Resolves to the number of swaps. */
async function swapUntil({ port, versions, write }: World, signal: AbortSignal): Promise<number> {
  const servedNow = async (): Promise<string> => {
    const readiness: { supergraph: string } = JSON.parse(await (await fetch(`http://127.0.0.1:${port}/readyz`)).text());
    return readiness.supergraph;
  };
  for (let swaps = 0; ; swaps += 1) {
    const [first, second] = versions.map((text) => ({ text, hash: hashOf(text) }));
    const next = (await servedNow()) === first?.hash ? second : first;
    if (signal.aborted || next === undefined) return swaps;
    write(next.text);
    while ((await servedNow()) !== next.hash) await setTimeout(LOOK_MS);
  }
}

/** The hash that `/readyz` reports. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Minimum of several samples, to exclude garbage. */
async function heapMegabytes({ port }: World): Promise<number> {
  const seen: number[] = [];
  for (let look = 0; look < 20; look += 1) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    seen.push(Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(metrics)?.[1]) / 1_048_576);
    await setTimeout(LOOK_MS);
  }
  return Math.min(...seen);
}

interface Measured {
  readonly quiet: readonly LoadResult[];
  readonly swapping: readonly LoadResult[];
  readonly swaps: number;
  readonly heap: readonly number[];
}

function report(print: (line: string) => void, { quiet, swapping, swaps, heap }: Measured): boolean {
  const latencies = (results: readonly LoadResult[]) => results.flatMap((result) => result.latencies);
  const failures = (results: readonly LoadResult[]) => results.reduce((sum, result) => sum + result.failures, 0);
  const [still, moved] = [latencies(quiet), latencies(swapping)];
  print(`${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each, ${swaps} swaps`);
  print(PERCENTILE_HEADING);
  print(percentileLine('quiet', still));
  print(percentileLine('swapping', moved));
  const ratio = (share: number): string => (percentile(moved, share) / percentile(still, share)).toFixed(2);
  print(`swapping/quiet: requests ${(moved.length / still.length).toFixed(2)}, p50 ${ratio(0.5)}, p99 ${ratio(0.99)}`);
  print(`failures: quiet ${failures(quiet)}, swapping ${failures(swapping)}`);
  print(`heap in use after each round, MB: ${heap.map((megabytes) => megabytes.toFixed(0)).join(', ')}`);
  return failures(quiet) + failures(swapping) === 0 && swaps > 0;
}
