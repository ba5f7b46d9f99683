import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountFor, canReach } from './postgres-account.ts';
import { findBinaries, type PostgresBinaries, SYSTEM_FOLDER } from './postgres-binaries.ts';
import { readPrivate, writePrivate } from './private-file.ts';

/** A database cluster on disk, and what is needed to run it. */
export interface Cluster {
  readonly dataDir: string;
  /** PostgreSQL's own data folder; elsewhere than under `dataDir` when the server's account cannot enter that. */
  readonly location: string;
  readonly password: string;
  /** The port of the last start; null before the first. */
  readonly port: number | null;
  readonly account: Account | null;
  readonly binaries: PostgresBinaries;
  /** Whether `location` is outside `dataDir`. */
  readonly isElsewhere: boolean;
  /** Whether the password is new, so that data found at `location` cannot be opened with it. */
  readonly isNew: boolean;
}

const stateFile = (dataDir: string) => join(dataDir, 'postgres.json');

function chooseLocation(dataDir: string): string {
  const near = join(dataDir, 'postgres');
  if (canReach(accountFor(near), dataDir)) return near;
  return join(SYSTEM_FOLDER, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
}

/** Keeps password, port and place for the next start, in a file of `dataDir` that only its owner can read. */
export function rememberCluster(cluster: Cluster, port: number | null): void {
  const elsewhere = cluster.isElsewhere ? cluster.location : null;
  writePrivate(stateFile(cluster.dataDir), { password: cluster.password, port, elsewhere });
}

/**
 * Finds the cluster of a data folder, or decides where a new one goes; makes nothing yet but the folder.
 *
 * @throws when PostgreSQL is not installed, or root cannot make an account to run it.
 */
export function describeCluster(folder: string): Cluster {
  mkdirSync(folder, { recursive: true });
  const dataDir = realpathSync(folder);
  const known = readPrivate(stateFile(dataDir));
  const near = join(dataDir, 'postgres');
  const noted = typeof known?.['elsewhere'] === 'string' ? known['elsewhere'] : null;
  const location = noted ?? (known === null ? chooseLocation(dataDir) : near);
  const account = accountFor(location);
  return {
    dataDir,
    location,
    password: typeof known?.['password'] === 'string' ? known['password'] : randomBytes(24).toString('base64url'),
    port: typeof known?.['port'] === 'number' ? known['port'] : null,
    account,
    binaries: findBinaries(account),
    isElsewhere: location !== near,
    isNew: known === null,
  };
}

/** Moves data out of the way whose password is lost: someone deleted the data folder to begin anew. One such set is kept. */
export function setAside(location: string): void {
  if (!existsSync(location)) return;
  const previous = `${location}.previous`;
  rmSync(previous, { recursive: true, force: true });
  renameSync(location, previous);
}
