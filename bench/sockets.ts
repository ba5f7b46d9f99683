import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startStandaloneGateway, startSubgraphs } from './fanout/gateway-process.ts';
import type { FromPublisher } from './fanout/messages.ts';
import { type BenchProcess, nextMessage, startProcess } from './fanout/processes.ts';
import { percentile } from './percentiles.ts';
import { residentBytes } from './process-usage.ts';
import type { FromFollowers, ToFollowers } from './sockets/messages.ts';

const SOCKETS = 10_000;
/** Client processes: a process may hold 20,000 open files. */
const PROCESSES = 2;
const EVENTS = 10;
/** Pause between events while servers change: slow enough to detect a lost event without adding load. */
const STORM_PACE_MS = 1_000;

const GOALS = { bytesShared: 25 * 1_024, bytesOwn: 40 * 1_024 };

interface World {
  readonly supergraphFile: string;
  readonly publisher: BenchProcess;
  /** Events published so far: the number of the last. */
  published: number;
  readonly started: BenchProcess[];
}

type Gateway = Awaited<ReturnType<typeof startStandaloneGateway>>;
type Report = Extract<FromFollowers, { kind: 'reported' }>;

/**
 * Holds 10,000 sockets on one gateway: what each costs on a topic that all follow and on topics of their own, how long
 * an event takes to all, and what happens when the gateway restarts and all come back to another.
 */
export async function benchSockets(print: (line: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sockets-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  const started: BenchProcess[] = [];
  try {
    const publisher = await startSubgraphs(supergraphFile);
    started.push(publisher);
    const world: World = { supergraphFile, publisher, published: 0, started };
    print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${SOCKETS} sockets`);
    print('| | opened in s | KB a socket | an event to all, ms | most ms |');
    print('|---|---|---|---|---|');
    const own = await hold(world, true, 'topics of their own', print);
    await Promise.all([own.gateway.measured, ...own.followers].map((one) => one.stop()));
    const shared = await hold(world, false, 'one topic', print);
    const isServed = await restart(world, shared.gateway, shared.followers, print);
    return isServed && own.bytesEach <= GOALS.bytesOwn && shared.bytesEach <= GOALS.bytesShared;
  } finally {
    await Promise.all(started.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openGateway(world: World): Promise<Gateway> {
  const gateway = await startStandaloneGateway(world.supergraphFile);
  world.started.push(gateway.measured);
  return gateway;
}

async function hold(world: World, own: boolean, name: string, print: (line: string) => void) {
  const gateway = await openGateway(world);
  const before = residentBytes(gateway.measured.pid);
  const followers = Array.from({ length: PROCESSES }, () => startProcess('../sockets/followers.ts'));
  world.started.push(...followers);
  const begun = performance.now();
  await Promise.all(
    followers.map((one, index) => {
      const sockets = SOCKETS / PROCESSES;
      return sendAndWait(
        one,
        { kind: 'open', port: gateway.port, first: index * sockets, sockets, own, after: world.published },
        'opened',
      );
    }),
  );
  const openedSeconds = (performance.now() - begun) / 1_000;
  // The first event also shows that every subscription stands.
  await deliver(world, followers);
  const bytesEach = (residentBytes(gateway.measured.pid) - before) / SOCKETS;
  const times: number[] = [];
  for (let event = 0; event < EVENTS; event += 1) times.push(await deliver(world, followers));
  const [p50, most] = [percentile(times, 0.5), Math.max(...times)].map((ms) => ms.toFixed(0));
  print(`| ${name} | ${openedSeconds.toFixed(1)} | ${(bytesEach / 1_024).toFixed(1)} | ${p50} | ${most} |`);
  return { gateway, followers, bytesEach };
}

async function publish(world: World): Promise<number> {
  const published = nextMessage<FromPublisher, 'published'>(world.publisher, 'published');
  world.publisher.child.send({ kind: 'publish' });
  world.published += 1;
  return (await published).at;
}

/** Resolves with when the last follower has got the newest event. */
async function untilGot(world: World, followers: readonly BenchProcess[]): Promise<number> {
  const got = followers.map((one) => sendAndWait(one, { kind: 'await', event: world.published }, 'got'));
  return Math.max(...(await Promise.all(got)).map(({ at }) => at));
}

/** Milliseconds from an event to its last follower. */
async function deliver(world: World, followers: readonly BenchProcess[]): Promise<number> {
  const at = await publish(world);
  return (await untilGot(world, followers)) - at;
}

function sendAndWait<Kind extends FromFollowers['kind']>(followers: BenchProcess, message: ToFollowers, kind: Kind) {
  const answer = nextMessage<FromFollowers, Kind>(followers, kind);
  followers.child.send(message);
  return answer;
}

async function restart(
  world: World,
  first: Gateway,
  followers: readonly BenchProcess[],
  print: (line: string) => void,
): Promise<boolean> {
  const second = await openGateway(world);
  await Promise.all(followers.map((one) => sendAndWait(one, { kind: 'return-to', port: second.port }, 'returning')));
  await loopDelayMs(second);
  const ended = Promise.withResolvers<void>();
  first.measured.child.once('exit', () => ended.resolve());
  first.measured.child.kill('SIGTERM');
  const isOver = ended.promise.then(() => true);
  while (!(await Promise.race([isOver, setTimeout(STORM_PACE_MS, false)]))) await publish(world);
  await publish(world);
  await untilGot(world, followers);
  const delayMs = await loopDelayMs(second);
  const reports = await Promise.all(followers.map((one) => sendAndWait(one, { kind: 'report' }, 'reported')));
  return reportRestart(reports, delayMs, print);
}

/** The 99th percentile of how late timers were since this was last asked, as the gateway's own metrics say. */
async function loopDelayMs({ port }: Gateway): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000;
}

function reportRestart(reports: readonly Report[], delayMs: number, print: (line: string) => void): boolean {
  const sum = (of: (report: Report) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const from = Math.min(...reports.map(({ closedFrom }) => closedFrom));
  const closedMs = Math.max(...reports.map(({ closedTo }) => closedTo)) - from;
  const backMs = Math.max(...reports.map(({ backAt }) => backAt)) - from;
  const away = reports.flatMap((report) => report.away);
  const [lost, twice] = [sum((report) => report.lost), sum((report) => report.twice)];
  print(
    '| restart | closed within ms | all served again after ms | away p50 ms | p99 ms | attempts | loop delay p99 ms | lost | twice |',
  );
  print('|---|---|---|---|---|---|---|---|---|');
  print(
    `| ${away.length} came back | ${closedMs.toFixed(0)} | ${backMs.toFixed(0)} | ${percentile(away, 0.5).toFixed(0)} | ${percentile(away, 0.99).toFixed(0)} | ${sum((report) => report.attempts)} | ${delayMs.toFixed(0)} | ${lost} | ${twice} |`,
  );
  return away.length === SOCKETS && lost === 0 && twice === 0;
}
