import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountFor, canReach } from './postgres-account.ts';
import { findBinaries, type PostgresBinaries, SYSTEM_FOLDER } from './postgres-binaries.ts';
import { readPrivate, writePrivate } from './private-file.ts';

/** A database cluster on disk, with the account and programs that run it. */
export interface Cluster {
  readonly dataDir: string;
  /** PostgreSQL's own data folder; outside `dataDir` when the server's account may not enter that. */
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
  const inDataDir = join(dataDir, 'postgres');
  if (canReach(accountFor(inDataDir), dataDir)) return inDataDir;
  return join(SYSTEM_FOLDER, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
}

/** Saves password, port and location for the next start, in a file of `dataDir` that only its owner can read. */
export function saveClusterState(cluster: Cluster, port: number | null): void {
  const elsewhere = cluster.isElsewhere ? cluster.location : null;
  writePrivate(stateFile(cluster.dataDir), { password: cluster.password, port, elsewhere });
}

/**
 * Finds the cluster of a data folder, or chooses the location of a new one. It creates only the data folder.
 *
 * @throws when PostgreSQL is not installed, or root cannot create an account to run it.
 */
export function describeCluster(folder: string): Cluster {
  mkdirSync(folder, { recursive: true });
  const dataDir = realpathSync(folder);
  const saved = readPrivate(stateFile(dataDir));
  const inDataDir = join(dataDir, 'postgres');
  const savedLocation = typeof saved?.['elsewhere'] === 'string' ? saved['elsewhere'] : null;
  const location = savedLocation ?? (saved === null ? chooseLocation(dataDir) : inDataDir);
  const account = accountFor(location);
  return {
    dataDir,
    location,
    password: typeof saved?.['password'] === 'string' ? saved['password'] : randomBytes(24).toString('base64url'),
    port: typeof saved?.['port'] === 'number' ? saved['port'] : null,
    account,
    binaries: findBinaries(account),
    isElsewhere: location !== inDataDir,
    isNew: saved === null,
  };
}

/** Renames data whose password is lost, since someone deleted the data folder. It replaces data that was renamed before. */
export function archiveData(location: string): void {
  if (!existsSync(location)) return;
  const previous = `${location}.previous`;
  rmSync(previous, { recursive: true, force: true });
  renameSync(location, previous);
}
