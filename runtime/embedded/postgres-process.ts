import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../database/postgres-connections.ts';
import { endProcess } from './end-process.ts';
import type { Cluster } from './postgres-cluster.ts';
import { OWNER, SERVER_ENVIRONMENT } from './postgres-initdb.ts';
import { commandOf, identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** A server that accepts connections. */
export interface RunningPostgres {
  readonly process: ProcessIdentity;
  readonly port: number;
}

/** Settings of a server. */
interface LaunchOptions {
  readonly port: number;
  /** False is faster but may lose data in a crash of the machine: for tests only. */
  readonly durable: boolean;
  readonly maxConnections: number;
  /** Whether the log has what logical replication needs. */
  readonly isPublisher: boolean;
}

const START_TIMEOUT_MS = 30_000;
const MAX_LOG_BYTES = 10_000_000;

/** URL of a database of the cluster, as its owner. */
export const ownerUrl = (cluster: Cluster, port: number, database: string): string =>
  `postgresql://${OWNER}:${cluster.password}@127.0.0.1:${port}/${database}`;

/** Whether the server at this port accepts our password and serves this data folder. */
async function isServing(cluster: Cluster, port: number): Promise<boolean> {
  const connectionString = ownerUrl(cluster, port, 'postgres');
  try {
    return await withClient(
      { connectionString, connectionTimeoutMillis: 2_000, query_timeout: 2_000 },
      async (client) => {
        const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
        return rows[0]?.data_directory === cluster.location;
      },
    );
  } catch {
    return false;
  }
}

/** The process and port in `postmaster.pid`; null when it is stale, unreadable, or its PID is of another program. */
function readPostmaster(cluster: Cluster): { readonly process: ProcessIdentity; readonly port: number | null } | null {
  try {
    const [pid, , , port] = readFileSync(join(cluster.location, 'postmaster.pid'), 'utf8').split('\n');
    const process = identify(Number(pid));
    if (process === null || !commandOf(process.pid).includes(cluster.location)) return null;
    return { process, port: Number(port) || null };
  } catch {
    return null;
  }
}

/**
 * Finds the server that already runs on this cluster, left by a killed process or in use by another one, and waits until it
 * accepts connections. A server that does not is ended, and a stale `postmaster.pid` is removed; then the result is null.
 */
export async function findRunning(cluster: Cluster): Promise<RunningPostgres | null> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const found = readPostmaster(cluster);
    if (found === null) break;
    if (found.port !== null && (await isServing(cluster, found.port)))
      return { process: found.process, port: found.port };
    if (cluster.isNew || performance.now() > deadline) {
      await endProcess(found.process, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 5_000);
      break;
    }
    await delay(50);
  }
  // PostgreSQL refuses to start when the PID in the file is of any running process of its account.
  rmSync(join(cluster.location, 'postmaster.pid'), { force: true });
  return null;
}

const logFile = (cluster: Cluster) => join(cluster.dataDir, 'postgres.log');

function settings({ port, durable, maxConnections, isPublisher }: LaunchOptions): string[] {
  const given = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: maxConnections,
    log_min_messages: 'warning',
    timezone: 'UTC',
    ...(isPublisher ? { wal_level: 'logical' } : {}),
    ...(durable ? { fsync: 'on' } : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The errors in the log since the byte `from`: why a start failed. */
function errorsInLog(cluster: Cluster, from: number): string {
  const lines = readFileSync(logFile(cluster)).subarray(from).toString('utf8').trim().split('\n');
  return lines.filter((line) => /FATAL|PANIC|ERROR|HINT|cannot|error/.test(line)).join(' ') || lines.join(' ');
}

function spawnServer(cluster: Cluster, options: LaunchOptions): { pid: number | undefined; exited: Promise<void> } {
  const log = openSync(logFile(cluster), 'a', 0o600);
  // In its own process group: Ctrl-C at the terminal must not end it before its clients.
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.location, ...settings(options)], {
    ...cluster.account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: SERVER_ENVIRONMENT,
  });
  closeSync(log);
  child.unref();
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  return { pid: child.pid, exited };
}

/**
 * Starts the server and waits until it accepts connections.
 *
 * @throws with the errors in its log when it does not within 30 seconds.
 */
export async function launch(cluster: Cluster, options: LaunchOptions): Promise<RunningPostgres> {
  const size = statSync(logFile(cluster), { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) truncateSync(logFile(cluster));
  const from = size > MAX_LOG_BYTES ? 0 : size;
  const { pid, exited } = spawnServer(cluster, options);
  let isGone = false;
  void exited.then(() => {
    isGone = true;
  });
  const process = pid === undefined ? null : identify(pid);
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (process !== null && !isGone && performance.now() < deadline) {
    if (await isServing(cluster, options.port)) return { process, port: options.port };
    await delay(15);
  }
  if (process !== null && isRunning(process)) await endProcess(process, ['SIGQUIT', 'SIGKILL'], 2_000);
  throw new Error(`PostgreSQL did not start on port ${options.port}: ${errorsInLog(cluster, from)}`);
}

/** Stops the server: it closes the connections of clients and keeps what is committed. */
export async function shutDown(running: RunningPostgres): Promise<void> {
  await endProcess(running.process, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 15_000);
}
