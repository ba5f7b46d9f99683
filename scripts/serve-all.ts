import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { openLog } from '../runtime/logging/log.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import type { SubgraphEntry } from '../runtime/settings/supergraph-config.ts';
import { readDefinitionFlags, workerOf } from './definition-flags.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { requireDatabase } from './require-database.ts';
import { isListening, requirePort, tryPort } from './require-port.ts';
import { requireRedis } from './require-redis.ts';
import { closeOnSignal } from './run-command.ts';
import { startProcess } from './start-process.ts';
import type { Supervised } from './supervise.ts';

/** How long the gateway may take to answer what it has begun, and then the subgraphs: together less than the end may take. */
const GATEWAY_GRACE_MS = 14_000;
const SUBGRAPH_GRACE_MS = 5_000;
/**
 * How many processes may be starting at a time: enough to keep the processors busy. When all of them start at once, none has
 * connected to its database before it gives up.
 */
const MAX_STARTING = availableParallelism() + 1;
/** The longest that others wait for a process that is starting. */
const MAX_START_MS = 10_000;
const POLL_MS = 50;
/** Where the subgraphs' ports are looked for. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;

/** A process, and where it listens. */
interface ProcessAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly metrics: Readonly<Record<string, string>>;
}

/**
 * Runs every subgraph with its worker process and the gateway, each as a process of its own: subgraphs on free ports, the gateway on `PORT`. One
 * that ends is started again on its port, for as long as this runs; only a setting that is wrong ends everything, with 1.
 * SIGTERM ends the gateway first and then the subgraphs, so that what it has begun is answered.
 *
 * @throws an Error of one line when no process could start.
 */
export async function serveAll(configuration: Configuration, entries: readonly SubgraphEntry[]): Promise<void> {
  const log = openLog('serve', configuration.logLevel, 1, configuration.logFormat);
  await requireSurroundings(configuration, entries);
  const names = entries.map(({ name }) => name);
  const workers = [...readDefinitionFlags(entries).hasWorkerProcess].map(workerOf);
  const targets = [...names, ...workers];
  const ports = await freePorts(targets.length);
  const addresses = Object.fromEntries(
    names.map((name, at) => [`${name.toUpperCase()}_SUBGRAPH_URL`, `http://127.0.0.1:${ports[at]}/`]),
  );
  // Each would take its own port for that of clients.
  const publicUrl: Record<string, string> =
    configuration.publicUrl === null ? {} : { PUBLIC_URL: configuration.publicUrl };
  const metricsPort = (at: number): Record<string, string> =>
    configuration.metricsPort === null ? {} : { METRICS_PORT: String(configuration.metricsPort + at) };
  const starts: readonly ProcessAddress[] = [
    { name: 'gateway', host: configuration.host, port: configuration.port, metrics: metricsPort(0) },
    ...targets.map((name, at) => ({ name, host: '127.0.0.1', port: ports[at] ?? 0, metrics: metricsPort(at + 1) })),
  ];
  const running = new Map<string, Supervised>();
  let isClosing = false;
  const start = ({ name, host, port, metrics }: ProcessAddress): void => {
    const environment = { ...addresses, ...publicUrl, ...metrics, PORT: String(port), HOST: host };
    const onWrongSetting = () => void close().then(() => process.exit(1));
    running.set(name, startProcess({ name, log, environment, onWrongSetting }));
  };
  const close = async (): Promise<void> => {
    isClosing = true;
    await running.get('gateway')?.stop(GATEWAY_GRACE_MS);
    await Promise.all([...running.values()].map((supervised) => supervised.stop(SUBGRAPH_GRACE_MS)));
  };

  closeOnSignal(close);
  // At a second signal this process does not wait, and nothing may outlive it.
  process.on('exit', () => {
    for (const supervised of running.values()) supervised.kill();
  });
  await forEachLimited(MAX_STARTING, starts, async (one) => {
    if (isClosing) return;
    start(one);
    await untilListening(one, () => isClosing);
  });
}

/** Calls `work` for each item in order, for so many at a time. */
async function forEachLimited<Item>(limit: number, items: readonly Item[], work: (item: Item) => Promise<void>) {
  const left = [...items];
  const next = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, next));
}

/** Resolves when the process takes connections, and after `MAX_START_MS` at the latest: another may be what it waits for. */
async function untilListening(
  { host, port }: Pick<ProcessAddress, 'host' | 'port'>,
  isOver: () => boolean,
): Promise<void> {
  const until = performance.now() + MAX_START_MS;
  while (!isOver() && performance.now() < until && !(await isListening(host, port))) await setTimeout(POLL_MS);
}

/** What every process would find missing is said once, here; secrets to be made are made before several want them. */
async function requireSurroundings(configuration: Configuration, entries: readonly SubgraphEntry[]): Promise<void> {
  requireRedis(configuration);
  requireSettings(configuration, { domains: await readDomainSettings(entries), signsCallers: true });
  await Promise.all([requirePort(configuration), ...entries.map(({ name }) => requireDatabase(configuration, name))]);
}

/**
 * Ports that nothing listens on, below those that systems hand out by themselves: another process cannot happen on one
 * before its subgraph listens. Two runs look in different places.
 */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let step = 0; ports.length < count && step < PORTS; step += 1) {
    const port = FIRST_PORT + ((process.pid * count + step) % PORTS);
    if ((await tryPort('127.0.0.1', port)) === null) ports.push(port);
  }
  return ports;
}
