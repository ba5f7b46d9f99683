import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { makeSystemFolder } from './postgres-binaries.ts';
import type { Cluster } from './postgres-cluster.ts';

/** The role that owns every database of the cluster. */
export const OWNER = 'owner';

/** The whole environment of PostgreSQL's programs: variables of this process must not affect them. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

/**
 * Creates the cluster: UTF-8, the same collation on every machine, passwords also on loopback. It is created under another
 * name and renamed, so that an interrupted start leaves no partial cluster.
 *
 * @throws with the error output of `initdb`.
 */
export function initialise(cluster: Cluster, durable: boolean): void {
  const { account, location } = cluster;
  const fresh = `${location}.new`;
  // Outside the folder, which must be empty for initdb.
  const secret = `${fresh}-${randomUUID()}`;
  rmSync(fresh, { recursive: true, force: true });
  if (cluster.isElsewhere) makeSystemFolder();
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(secret, cluster.password, { mode: 0o600 });
  try {
    if (account !== null) for (const path of [fresh, secret]) chownSync(path, account.uid, account.gid);
    const args = ['-D', fresh, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8'];
    args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(durable ? [] : ['--no-sync']));
    const result = spawnSync(cluster.binaries.initdb, args, {
      ...account,
      cwd: '/',
      encoding: 'utf8',
      env: SERVER_ENVIRONMENT,
    });
    if (result.status !== 0) {
      throw new Error(
        `PostgreSQL's initdb failed in ${fresh}: ${result.error?.message ?? (result.stderr || result.stdout).trim()}`,
      );
    }
    renameSync(fresh, location);
  } finally {
    rmSync(secret, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}
