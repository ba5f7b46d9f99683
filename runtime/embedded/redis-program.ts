import { spawnSync } from 'node:child_process';
import { isRoot } from './postgres-account.ts';

/** Where to search for the program, and a log for its installation. */
export interface RedisSearch {
  readonly log: (line: string) => void;
  /** Folders separated by colons; default: the `PATH` of this process. */
  readonly searchPath?: string | undefined;
}

const PROGRAMS = ['redis-server', 'valkey-server'];
const INSTALL_TIMEOUT_MS = 300_000;

const HOW_TO_INSTALL = [
  'Debian, Ubuntu: apt-get install redis-server',
  'Fedora: dnf install valkey',
  'Alpine: apk add redis',
  'macOS: brew install redis',
].join('; ');

function run(command: string, words: string[], { searchPath }: RedisSearch, timeout = 10_000): boolean {
  const env = searchPath === undefined ? {} : { env: { PATH: searchPath, DEBIAN_FRONTEND: 'noninteractive' } };
  return spawnSync(command, words, { ...env, stdio: 'ignore', timeout }).status === 0;
}

const findInstalled = (search: RedisSearch): string | null =>
  PROGRAMS.find((program) => run(program, ['--version'], search)) ?? null;

/** Debian starts a service on port 6379 after the installation. It is neither used nor stopped. */
function installOnDebian(search: RedisSearch): void {
  if (!isRoot() || !run('apt-get', ['--version'], search)) return;
  search.log('Redis is missing: installing it with apt-get install redis-server');
  run('apt-get', ['update'], search, INSTALL_TIMEOUT_MS);
  run('apt-get', ['install', '-y', 'redis-server'], search, INSTALL_TIMEOUT_MS);
}

/**
 * Finds a Redis or Valkey server program on the path. On Debian, root's process installs one.
 *
 * @throws an error with the commands that install it on each system.
 */
export function findRedisProgram(search: RedisSearch): string {
  const found = findInstalled(search);
  if (found !== null) return found;
  installOnDebian(search);
  const installed = findInstalled(search);
  if (installed !== null) return installed;
  throw new Error(`Redis is missing. Install it (${HOW_TO_INSTALL}), or set REDIS_URL`);
}
