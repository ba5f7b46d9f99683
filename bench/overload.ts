import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { runLoad } from './gateway/run-load.ts';
import { type RunningProcess, startProcess } from './gateway/running-process.ts';
import { QUERIES } from './gateway/shape.ts';
import { compose, startSubgraphs } from './gateway/subgraphs-process.ts';
import { type OpenLoad, runOpenLoop } from './overload/run-open-loop.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';

const CONNECTIONS = 50;
const ROUNDS = 3;
const SECONDS = 5;
const OF_CAPACITY = 0.8;
/** What a near database takes. */
const DELAY_MS = 4;
const TIMES_OVER = 5;
const PROBE_INTERVAL_MS = 50;
/** Of what it can carry, in milliseconds, and in seconds. */
const GOALS = { goodput: 0.7, refusalMs: 100, recoverySeconds: 10 } as const;

/**
 * Measures what a gateway does under five times the load that it can carry: how much it still answers, how long refusals
 * and health take, and how soon it is as before. Resolves to whether the median round met all goals.
 */
export async function benchOverload(print: (line: string) => void): Promise<boolean> {
  print(
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, subgraphs that take ${DELAY_MS} ms`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'bench-overload-'));
  const running: RunningProcess[] = [];
  try {
    const gateway = await startAll(folder, running);
    await closedLoop(gateway, 3); // To warm up.
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      print(`\nround ${round}`);
      rounds.push(await run(gateway, print));
    }
    return verdict(rounds, print);
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Round {
  /** Requests per second in a closed loop. */
  readonly capacity: number;
  /** And for each second of the gateway's CPU. */
  readonly perCpuSecond: number;
  readonly over: Phase;
  readonly after: Phase;
}

async function run(gateway: Loaded, print: (line: string) => void): Promise<Round> {
  const before = cpuOf(gateway);
  const load = await closedLoop(gateway, 3);
  const capacity = load.responses / load.seconds;
  const perCpuSecond = load.responses / (cpuOf(gateway) - before);
  print(
    `capacity: ${capacity.toFixed(0)} requests/s over ${CONNECTIONS} connections, ${perCpuSecond.toFixed(0)} for a second of CPU`,
  );
  await phase(gateway, capacity * OF_CAPACITY, print, `${OF_CAPACITY} times the capacity`);
  const over = await phase(gateway, capacity * TIMES_OVER, print, `${TIMES_OVER} times the capacity`);
  const after = await phase(gateway, capacity * OF_CAPACITY, print, `${OF_CAPACITY} times the capacity, at once after`);
  return { capacity, perCpuSecond, over, after };
}

interface Loaded {
  readonly port: number;
  readonly process: RunningProcess;
}

const cpuOf = ({ process }: Loaded): number => process.cpuSeconds() ?? Number.NaN;

async function startAll(folder: string, running: RunningProcess[]): Promise<Loaded> {
  const { ports, process } = await startSubgraphs(DELAY_MS);
  running.push(process);
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, compose(ports));
  const port = await findFreePort();
  const gateway = await startProcess(['scripts/serve.ts', 'gateway'], {
    SUPERGRAPH_FILE: file,
    PORT: String(port),
    AUTH: 'off',
    LIMITS: 'on',
    SHARE_QUERIES: 'off',
    LOG_LEVEL: 'info',
    NODE_ENV: 'production',
  });
  running.push(gateway);
  return { port, process: gateway };
}

/** Successful responses when each connection waits for a response before its next request. */
async function closedLoop({ port }: Loaded, seconds: number): Promise<{ responses: number; seconds: number }> {
  const load = await runLoad({ port, path: '/graphql' }, QUERIES.small, { connections: CONNECTIONS, seconds });
  return { responses: load.requests - load.failures, seconds: load.seconds };
}

interface Phase {
  readonly load: OpenLoad;
  readonly health: readonly number[];
  readonly healthFailures: number;
  /** Seconds of the gateway's CPU. */
  readonly cpu: number;
}

async function phase(gateway: Loaded, rate: number, print: (line: string) => void, name: string): Promise<Phase> {
  const end = new AbortController();
  const before = cpuOf(gateway);
  const probing = probe(gateway.port, end.signal);
  const load = await runOpenLoop({ port: gateway.port, query: QUERIES.small, rate, seconds: SECONDS });
  end.abort();
  const { latencies: health, failures: healthFailures } = await probing;
  const { whole, refused, partial, failed } = load.latencies;
  const sent = load.seconds.reduce((sum, each) => sum + each.sent, 0);
  const cpu = cpuOf(gateway) - before;
  print(
    `\n${name}: ${(sent / SECONDS).toFixed(0)} requests/s sent, ${goodputOf(load).toFixed(0)} whole answers/s, ${cpu.toFixed(1)} s of CPU`,
  );
  print(PERCENTILE_HEADING);
  for (const [what, samples] of Object.entries({ whole, refused, partial, failed, health }))
    if (samples.length > 0) print(percentileLine(what, samples));
  if (load.unsent > 0) print(`${load.unsent} not sent: no socket was free`);
  return { load, health, healthFailures, cpu };
}

const goodputOf = ({ seconds }: OpenLoad): number =>
  seconds.reduce((sum, { whole }) => sum + whole, 0) / seconds.length;

/** Asks for the health again and again, each time on a connection of its own, as an orchestrator would. */
async function probe(port: number, signal: AbortSignal): Promise<{ latencies: number[]; failures: number }> {
  const latencies: number[] = [];
  let failures = 0;
  while (!signal.aborted) {
    const started = performance.now();
    const status = await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: 'close' } })
      .then(async (response) => (await response.text()) && response.status)
      .catch(() => 0);
    if (status !== 200) failures += 1;
    latencies.push(performance.now() - started);
    await pause(PROBE_INTERVAL_MS);
  }
  return { latencies, failures };
}

/** Of the median round. */
function verdict(rounds: readonly Round[], print: (line: string) => void): boolean {
  const median = (of: (round: Round) => number): number => percentile(rounds.map(of), 0.5);
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const goodput = median(({ capacity, over }) => goodputOf(over.load) / capacity);
  const ofCpu = median(({ perCpuSecond, over: { load, cpu } }) => load.latencies.whole.length / cpu / perCpuSecond);
  const refusalMs = median(({ over }) => percentile(over.load.latencies.refused, 0.99));
  const recovery = median(({ after }) => secondsToRecover(after.load));
  const silent = sum(({ over }) => over.load.withoutRetryAfter);
  const failed = sum(({ over }) => over.load.latencies.failed.length);
  const unhealthy = sum(({ over, after }) => over.healthFailures + after.healthFailures);
  print(
    `\ngoodput ${(goodput * 100).toFixed(0)} % of the capacity (goal ${GOALS.goodput * 100} %); ${(ofCpu * 100).toFixed(0)} % for a second of CPU`,
  );
  print(`refusals p99 ${refusalMs.toFixed(0)} ms (goal ${GOALS.refusalMs} ms), ${silent} without Retry-After`);
  print(`${failed} failed, ${unhealthy} probes failed; as before in second ${recovery + 1} after`);
  const isMet = goodput >= GOALS.goodput && refusalMs <= GOALS.refusalMs && recovery < GOALS.recoverySeconds;
  return isMet && silent + failed + unhealthy === 0;
}

/** The first second in which nearly all requests are answered. */
function secondsToRecover({ seconds }: OpenLoad): number {
  const at = seconds.findIndex(({ sent, whole }) => whole >= sent * 0.95);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
