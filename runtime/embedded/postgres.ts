import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../database/postgres-connections.ts';
import { countUsers, joinUsers } from './engine-users.ts';
import { exclusively } from './exclusively.ts';
import { findFreePort, isFree } from './free-port.ts';
import { type Cluster, describeCluster, rememberCluster, setAside } from './postgres-cluster.ts';
import { initialise } from './postgres-initdb.ts';
import { findRunning, launch, ownerUrl, type RunningPostgres, shutDown } from './postgres-process.ts';
import { isRunning } from './process-identity.ts';

/** A PostgreSQL server of our own, on loopback. */
export interface EmbeddedPostgres {
  /** `postgresql://owner:password@127.0.0.1:port/social`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where PostgreSQL keeps its files. */
  readonly dataDir: string;
  /** Whether its process is there. */
  isRunning(): boolean;
  /** Starts it again at the same address, unless another process has done so already. @throws when it does not start. */
  revive(): Promise<void>;
  /** Stops the server, unless another process uses it still. May be called twice. */
  stop(): Promise<void>;
}

/** How to start it. */
export interface PostgresOptions {
  /** Made when absent. */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Default: the port of the last start, or a free one. */
  readonly port?: number;
  /** False gives up safety against power loss for speed: for tests only. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
}

const DATABASE = 'social';
const LAUNCH_PATIENCE_MS = 15_000;

const ensureDatabase = (cluster: Cluster, port: number): Promise<void> =>
  withClient({ connectionString: ownerUrl(cluster, port, 'postgres') }, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });

async function choosePort(asked: number | undefined, last: number | null): Promise<number> {
  if (asked !== undefined) return asked;
  return last !== null && (await isFree(last)) ? last : findFreePort();
}

/** Launches, again where time mends it: children of a killed server still letting go of its memory, or a port just taken. */
async function launchPatiently(cluster: Cluster, options: PostgresOptions): Promise<RunningPostgres> {
  const { durable = true, maxConnections = 200 } = options;
  const deadline = performance.now() + LAUNCH_PATIENCE_MS;
  for (;;) {
    const port = await choosePort(options.port, cluster.port);
    try {
      return await launch(cluster, { port, durable, maxConnections });
    } catch (error) {
      const isPassing = /shared memory|bind|could not create any TCP/.test(String(error));
      if (!isPassing || performance.now() > deadline || (options.port !== undefined && !(await isFree(port))))
        throw error;
      await delay(200);
    }
  }
}

async function reuseOrLaunch(cluster: Cluster, options: PostgresOptions): Promise<RunningPostgres> {
  const running = await findRunning(cluster);
  if (running !== null && (options.port === undefined || options.port === running.port)) return running;
  if (running !== null) await shutDown(running);
  if (cluster.isNew) setAside(cluster.location);
  rememberCluster(cluster, cluster.port);
  if (!existsSync(join(cluster.location, 'PG_VERSION'))) initialise(cluster, options.durable ?? true);
  return launchPatiently(cluster, options);
}

/**
 * A PostgreSQL server for this data folder, made at the first start, with data, port and password kept for the next.
 *
 * A server that a killed process left behind is taken over when it answers with our password and serves this folder, and
 * is ended otherwise; so is a second start while the first runs: both use one server, and the last to stop ends it.
 * PostgreSQL refuses root: then a system account runs it, and where that cannot enter `dataDir` or the installed
 * programs, both live under `/var/lib/social-supergraph`, which one log line says.
 *
 * @throws when it is not installed, its account cannot be made, the asked port is taken, or it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const lock = join(options.dataDir, 'postgres.lock');
  const usersFolder = join(options.dataDir, 'postgres.users');
  const first = await exclusively(lock, async () => {
    const cluster = describeCluster(options.dataDir);
    if (cluster.isElsewhere || cluster.binaries.copied) {
      options.log(`PostgreSQL cannot run as root: its data is in ${cluster.location}, run by a system account`);
    }
    const running = await reuseOrLaunch(cluster, options);
    rememberCluster(cluster, running.port);
    await ensureDatabase(cluster, running.port);
    return { cluster, running, leave: joinUsers(usersFolder) };
  });
  const { cluster, leave } = first;
  let { running } = first;
  let stopping: Promise<void> | null = null;
  const stop = () =>
    exclusively(lock, async () => {
      leave();
      if (countUsers(usersFolder) === 0) await shutDown(running);
    });
  return {
    url: ownerUrl(cluster, running.port, DATABASE),
    port: running.port,
    get pid() {
      return running.process.pid;
    },
    dataDir: cluster.location,
    isRunning: () => isRunning(running.process),
    revive: () =>
      exclusively(lock, async () => {
        running = await reuseOrLaunch(describeCluster(options.dataDir), { ...options, port: running.port });
      }),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
