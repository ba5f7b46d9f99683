import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess } from './end-process.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import { identify, isRunning, parseIdentity } from './process-identity.ts';

const PREFIX = 'social-supergraph-';
const OWNER_FILE = 'owner.json';
const ENGINES_FOLDER = 'engines';

/** Creates a folder for this process. When the process ends without removing it, a later `sweepTemporaryFolders` does. */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // When this process is root's, PostgreSQL runs with another account and must enter. Its own folder in here is private.
  chmodSync(folder, 0o711);
  writePrivate(join(folder, OWNER_FILE), identify(process.pid));
  return folder;
}

/** Records a server that uses this temporary folder, so that the sweep ends it first. */
export function recordEngine(folder: string, pid: number): void {
  const engine = identify(pid);
  if (engine !== null) writePrivate(join(folder, ENGINES_FOLDER, `${pid}.json`), engine);
}

/** Ends the servers of a temporary folder and removes it. */
export async function removeTemporaryFolder(folder: string): Promise<void> {
  for (const name of namesIn(join(folder, ENGINES_FOLDER))) {
    const engine = parseIdentity(readPrivate(join(folder, ENGINES_FOLDER, name)));
    if (engine !== null) await endProcess(engine, ['SIGQUIT', 'SIGKILL'], 2_000);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes the temporary folders, with their servers, of processes that ended without doing so. */
export async function sweepTemporaryFolders(): Promise<void> {
  for (const name of namesIn(tmpdir()).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const owner = parseIdentity(readPrivate(join(folder, OWNER_FILE)));
    // A folder without an owner file may be one that is being created.
    if (owner !== null && !isRunning(owner)) await removeTemporaryFolder(folder);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
