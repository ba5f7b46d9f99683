import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivate, writePrivate } from './private-file.ts';
import { identify, isRunning, parseIdentity } from './process-identity.ts';

/** Records in `folder` that this process uses the engine. Returns a function that removes the record. */
export function joinUsers(folder: string): () => void {
  const file = join(folder, `${process.pid}-${randomUUID()}.json`);
  writePrivate(file, identify(process.pid));
  return () => rmSync(file, { force: true });
}

/** Counts the users that are left, and removes the records of processes that have ended. */
export function countUsers(folder: string): number {
  let users = 0;
  for (const name of listOrNone(folder)) {
    const file = join(folder, name);
    const user = parseIdentity(readPrivate(file));
    if (user !== null && isRunning(user)) users += 1;
    else rmSync(file, { force: true });
  }
  return users;
}

function listOrNone(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
