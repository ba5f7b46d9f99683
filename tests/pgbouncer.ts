import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, isFree } from '../runtime/embedded/free-port.ts';
import { accountFor } from '../runtime/embedded/postgres-account.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../runtime/embedded/temporary-folder.ts';
import { eventually } from './eventually.ts';

/** A PgBouncer in transaction mode in front of one database. */
export interface PgBouncer {
  /** Address of the same role and database through it. */
  readonly url: string;
  /** Ends it by SIGKILL and starts it again at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Debian installs it where only root searches for programs. */
const environment = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };

/** Version of the PgBouncer of this machine, for example `1.18`, as a pair of numbers; null where there is none. */
export function findPgBouncer(): readonly [number, number] | null {
  const { stdout } = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8', env: environment });
  const found = /PgBouncer (\d+)\.(\d+)/.exec(stdout ?? '');
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

/** Starts it before the database of `databaseUrl`, for the role that this names. `settings` are lines of its configuration. */
export async function startPgBouncer(databaseUrl: string, settings: readonly string[] = []): Promise<PgBouncer> {
  const folder = makeTemporaryFolder();
  const port = await findFreePort();
  const { hostname, port: serverPort, username, password } = new URL(databaseUrl);
  const account = accountFor(folder);
  const write = (name: string, lines: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    if (account !== null) chownSync(file, account.uid, account.gid);
    return file;
  };
  const configuration = write('pgbouncer.ini', [
    '[databases]',
    `* = host=${hostname} port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${write('users.txt', [`"${username}" "${decodeURIComponent(password)}"`])}`,
    'pool_mode = transaction',
    // Fewer than the connections that come, so that they share and swap.
    'default_pool_size = 3',
    'query_wait_timeout = 3',
    ...settings,
  ]);
  const start = async (): Promise<ChildProcess> => {
    const child = spawn('pgbouncer', ['-q', configuration], {
      ...account,
      cwd: '/',
      env: environment,
      stdio: 'ignore',
    });
    if (child.pid !== undefined) recordEngine(folder, child.pid);
    await eventually(async () => child.exitCode !== null || !(await isFree(port)), 'PgBouncer to listen');
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with status ${child.exitCode}.`);
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  let running = await start();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async restart() {
      await kill(running);
      running = await start();
    },
    async close() {
      await kill(running);
      await removeTemporaryFolder(folder);
    },
  };
}
