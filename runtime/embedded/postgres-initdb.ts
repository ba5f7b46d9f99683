import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { makeSystemFolder } from './postgres-binaries.ts';
import type { Cluster } from './postgres-cluster.ts';

/** The role that owns every database of the cluster. */
export const OWNER = 'owner';

/** All that the server's programs get to see: nothing of ours changes what they do. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

/**
 * Makes the cluster: UTF-8, the same collation on every machine, passwords even on loopback.
 * Done beside its place and renamed, so that a killed start leaves no half cluster.
 *
 * @throws with what `initdb` said.
 */
export function initialise(cluster: Cluster, durable: boolean): void {
  const { account, location } = cluster;
  const fresh = `${location}.new`;
  // Beside the folder, for initdb wants that empty.
  const secret = `${fresh}-${randomUUID()}`;
  rmSync(fresh, { recursive: true, force: true });
  if (cluster.isElsewhere) makeSystemFolder();
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(secret, cluster.password, { mode: 0o600 });
  try {
    if (account !== null) for (const path of [fresh, secret]) chownSync(path, account.uid, account.gid);
    const words = ['-D', fresh, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8'];
    words.push(
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    );
    const answer = spawnSync(cluster.binaries.initdb, words, {
      ...account,
      cwd: '/',
      encoding: 'utf8',
      env: SERVER_ENVIRONMENT,
    });
    if (answer.status !== 0) {
      throw new Error(
        `PostgreSQL's initdb failed in ${fresh}: ${answer.error?.message ?? (answer.stderr || answer.stdout).trim()}`,
      );
    }
    renameSync(fresh, location);
  } finally {
    rmSync(secret, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}
