import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FromClients, FromPublisher } from './fanout/messages.ts';
import { type BenchProcess, nextMessage, sendToClients, startProcess } from './fanout/processes.ts';
import { type FanoutServer, startBare, startGateway, startGraphqlWs, startHive } from './fanout/servers.ts';
import { arePeersInstalled } from './peers.ts';
import { cpuSeconds, residentBytes } from './process-usage.ts';

const SOCKETS = 5_000;
/** Events per round, each published as soon as every socket has received the one before. */
const EVENTS = 30;
const ROUNDS = 5;
/** Then events at a fixed pace: 50,000 deliveries a second. */
const PACED_EVENTS = 100;
const PACE_MS = 100;

/** How long to wait for the first event to reach every socket before publishing another. */
const ALL_LISTEN_MS = 20_000;

/** Throughput relative to a bare broadcast and to graphql-ws, latency, and memory per socket. */
const GOALS = { ofBare: 0.8, ofGraphqlWs: 4, p99Ms: 150, bytesEach: 25 * 1_024 };

interface Figures {
  readonly name: string;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
  readonly bytesEach: number;
}

interface Running {
  readonly server: FanoutServer;
  readonly clients: BenchProcess;
  readonly bytesEach: number;
  readonly rounds: { deliveries: number; seconds: number; cpu: number }[];
}

/**
 * Measures the delivery of one event to 5,000 sockets with the same subscription: by bare `ws`, by graphql-ws, and by
 * this gateway (and a peer, where installed) with an entity from a second subgraph in each event. The rounds of the
 * servers alternate.
 */
export async function benchFanout(print: (line: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-fanout-'));
  const running: Running[] = [];
  try {
    const starts = [
      startBare,
      startGraphqlWs,
      () => startGateway(join(folder, 'ours.graphql')),
      ...(arePeersInstalled() ? [() => startHive(join(folder, 'peer.graphql'))] : []),
    ];
    for (const start of starts) running.push(await connect(await start()));
    for (let round = 0; round < ROUNDS; round += 1) for (const one of running) one.rounds.push(await burst(one));
    const figures: Figures[] = [];
    for (const one of running) figures.push({ ...(await paced(one)), ...speedOf(one) });
    return report(figures, print);
  } finally {
    await Promise.all(running.flatMap(({ server, clients }) => [server.stop(), clients.stop()]));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function connect(server: FanoutServer): Promise<Running> {
  const clients = startProcess('./clients.ts');
  const before = residentBytes(server.measured.pid);
  sendToClients(clients, { kind: 'open', port: server.port, sockets: SOCKETS, subscribe: server.subscribe });
  await nextMessage<FromClients, 'opened'>(clients, 'opened');
  const running: Running = { server, clients, bytesEach: 0, rounds: [] };
  // The first event also shows that every subscription stands: before, an event could pass one by.
  await untilAllListen(running);
  return { ...running, bytesEach: (residentBytes(server.measured.pid) - before) / SOCKETS };
}

async function untilAllListen({ server, clients }: Running): Promise<void> {
  for (;;) {
    await begin(clients);
    const delivered = nextMessage<FromClients, 'delivered'>(clients, 'delivered').then(() => true);
    await publish(server.publisher);
    if (await Promise.race([delivered, setTimeout(ALL_LISTEN_MS, false)])) return;
  }
}

async function begin(clients: BenchProcess): Promise<void> {
  const begun = nextMessage<FromClients, 'begun'>(clients, 'begun');
  sendToClients(clients, { kind: 'begin' });
  await begun;
}

async function publish(publisher: BenchProcess): Promise<number> {
  const published = nextMessage<FromPublisher, 'published'>(publisher, 'published');
  publisher.child.send({ kind: 'publish' });
  return (await published).at;
}

async function burst({ server, clients }: Running): Promise<Running['rounds'][number]> {
  await begin(clients);
  const cpu = cpuSeconds(server.measured.pid);
  const started = performance.now();
  for (let event = 0; event < EVENTS; event += 1) {
    const delivered = nextMessage<FromClients, 'delivered'>(clients, 'delivered');
    await publish(server.publisher);
    await delivered;
  }
  return {
    deliveries: EVENTS * SOCKETS,
    seconds: (performance.now() - started) / 1_000,
    cpu: cpuSeconds(server.measured.pid) - cpu,
  };
}

async function paced({ server, clients }: Running): Promise<Pick<Figures, 'p50' | 'p99' | 'lost'>> {
  await begin(clients);
  const published: number[] = [];
  const last = new Promise<void>((resolve) => {
    clients.child.on('message', (message: FromClients) => {
      if (message.kind === 'delivered' && message.events === PACED_EVENTS) resolve();
    });
  });
  const started = performance.now();
  for (let event = 0; event < PACED_EVENTS; event += 1) {
    await setTimeout(Math.max(0, started + event * PACE_MS - performance.now()));
    published.push(await publish(server.publisher));
  }
  await Promise.race([last, setTimeout(10_000)]);
  const reported = nextMessage<FromClients, 'reported'>(clients, 'reported');
  sendToClients(clients, { kind: 'report', published });
  const { p50, p99, deliveries } = await reported;
  return { p50, p99, lost: PACED_EVENTS * SOCKETS - deliveries };
}

function speedOf({ server, bytesEach, rounds }: Running): Omit<Figures, 'p50' | 'p99' | 'lost'> {
  const sum = (of: 'deliveries' | 'seconds' | 'cpu'): number => rounds.reduce((total, round) => total + round[of], 0);
  return {
    name: server.name,
    bytesEach,
    perSecond: sum('deliveries') / sum('seconds'),
    perCpuSecond: sum('deliveries') / sum('cpu'),
  };
}

function report(figures: readonly Figures[], print: (line: string) => void): boolean {
  const [bare, graphqlWs, ours] = figures;
  if (bare === undefined || graphqlWs === undefined || ours === undefined) return false;
  print(
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${SOCKETS} sockets on one topic`,
  );
  print('| | deliveries/s | per CPU second | of bare | p50 ms at 50,000/s | p99 ms | lost | KB a socket |');
  print('|---|---|---|---|---|---|---|---|');
  for (const one of figures)
    print(
      `| ${one.name} | ${whole(one.perSecond)} | ${whole(one.perCpuSecond)} | ${(one.perCpuSecond / bare.perCpuSecond).toFixed(2)} | ${one.p50.toFixed(0)} | ${one.p99.toFixed(0)} | ${one.lost} | ${(one.bytesEach / 1_024).toFixed(1)} |`,
    );
  for (const other of figures.slice(1).filter((one) => one !== ours))
    print(`this gateway: ${(ours.perCpuSecond / other.perCpuSecond).toFixed(1)} times ${other.name}`);
  print(`bare ws: ${(bare.perCpuSecond / graphqlWs.perCpuSecond).toFixed(1)} times graphql-ws alone`);
  return (
    ours.perCpuSecond >= GOALS.ofBare * bare.perCpuSecond &&
    ours.perCpuSecond >= GOALS.ofGraphqlWs * graphqlWs.perCpuSecond &&
    ours.p99 <= GOALS.p99Ms &&
    ours.lost === 0 &&
    ours.bytesEach <= GOALS.bytesEach
  );
}

const whole = (figure: number): string => Math.round(figure).toLocaleString('en');
