import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../database/postgres-connections.ts';
import { countUsers, joinUsers } from './engine-users.ts';
import { findFreePort, isFree } from './free-port.ts';
import { archiveData, type Cluster, describeCluster, saveClusterState } from './postgres-cluster.ts';
import { initialise } from './postgres-initdb.ts';
import { findRunning, launch, ownerUrl, type RunningPostgres, shutDown } from './postgres-process.ts';
import { isRunning } from './process-identity.ts';
import { withLockFile } from './with-lock-file.ts';

/** A PostgreSQL server that this project starts, on loopback. */
export interface EmbeddedPostgres {
  /** `postgresql://owner:password@127.0.0.1:port/social`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The data folder of PostgreSQL itself. */
  readonly dataDir: string;
  /** Whether its process is running. */
  isRunning(): boolean;
  /** Restarts it with the same URL, unless another process has done so. @throws when it does not start. */
  revive(): Promise<void>;
  /** Stops the server, unless another process still uses it. May be called twice. */
  stop(): Promise<void>;
}

/** Where the data is, and settings of the server. */
export interface PostgresOptions {
  /** Created when it does not exist. */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Default: the port of the last start, or a free one. */
  readonly port?: number;
  /** False is faster but may lose data in a crash of the machine: for tests only. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
  /** Whether tables can be replicated to another server, which writes more of the log; default: no. */
  readonly isPublisher?: boolean;
}

const DATABASE = 'social';
const LAUNCH_TIMEOUT_MS = 15_000;

const ensureDatabase = (cluster: Cluster, port: number): Promise<void> =>
  withClient({ connectionString: ownerUrl(cluster, port, 'postgres') }, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });

async function choosePort(requested: number | undefined, last: number | null): Promise<number> {
  if (requested !== undefined) return requested;
  return last !== null && (await isFree(last)) ? last : findFreePort();
}

/** Retries while a killed server still releases its shared memory, or while the port was just taken. */
async function launchWithRetries(cluster: Cluster, options: PostgresOptions): Promise<RunningPostgres> {
  const { durable = true, maxConnections = 200, isPublisher = false } = options;
  const deadline = performance.now() + LAUNCH_TIMEOUT_MS;
  for (;;) {
    const port = await choosePort(options.port, cluster.port);
    try {
      return await launch(cluster, { port, durable, maxConnections, isPublisher });
    } catch (error) {
      const isTemporary = /shared memory|bind|could not create any TCP/.test(String(error));
      if (!isTemporary || performance.now() > deadline || (options.port !== undefined && !(await isFree(port))))
        throw error;
      await delay(200);
    }
  }
}

async function reuseOrLaunch(cluster: Cluster, options: PostgresOptions): Promise<RunningPostgres> {
  const running = await findRunning(cluster);
  if (running !== null && (options.port === undefined || options.port === running.port)) return running;
  if (running !== null) await shutDown(running);
  if (cluster.isNew) archiveData(cluster.location);
  saveClusterState(cluster, cluster.port);
  if (!existsSync(join(cluster.location, 'PG_VERSION'))) initialise(cluster, options.durable ?? true);
  return launchWithRetries(cluster, options);
}

/**
 * Starts the PostgreSQL server of a data folder. The first start creates the cluster; data, port and password are kept.
 *
 * A running server of this folder, left by a killed process or in use by another one, is shared when it accepts our
 * password, and ended otherwise. The last process that stops ends a shared server. PostgreSQL refuses to run as root: for
 * root a system account runs it, and when that may not enter `dataDir` or the installed programs, data and programs are
 * under `/var/lib/social-supergraph`, which is logged.
 *
 * @throws when it is not installed, its account cannot be created, the requested port is taken, or it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const lock = join(options.dataDir, 'postgres.lock');
  const usersFolder = join(options.dataDir, 'postgres.users');
  const first = await withLockFile(lock, async () => {
    const cluster = describeCluster(options.dataDir);
    if (cluster.isElsewhere || cluster.binaries.copied) {
      options.log(`PostgreSQL cannot run as root: its data is in ${cluster.location}, run by a system account`);
    }
    const running = await reuseOrLaunch(cluster, options);
    saveClusterState(cluster, running.port);
    await ensureDatabase(cluster, running.port);
    return { cluster, running, leave: joinUsers(usersFolder) };
  });
  const { cluster, leave } = first;
  let { running } = first;
  let stopping: Promise<void> | null = null;
  const stop = () =>
    withLockFile(lock, async () => {
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
      withLockFile(lock, async () => {
        running = await reuseOrLaunch(describeCluster(options.dataDir), { ...options, port: running.port });
      }),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
