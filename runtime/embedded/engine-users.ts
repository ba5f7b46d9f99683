import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivate, writePrivate } from './private-file.ts';
import { identify, isRunning, parseIdentity } from './process-identity.ts';

/** Notes in `folder` that this process uses the engine; answers with what takes the note away again. */
export function joinUsers(folder: string): () => void {
  const note = join(folder, `${process.pid}-${randomUUID()}.json`);
  writePrivate(note, identify(process.pid));
  return () => rmSync(note, { force: true });
}

/** How many uses are left, forgetting those of processes that died without taking their note away. */
export function countUsers(folder: string): number {
  let users = 0;
  for (const name of listOrNone(folder)) {
    const note = join(folder, name);
    const user = parseIdentity(readPrivate(note));
    if (user !== null && isRunning(user)) users += 1;
    else rmSync(note, { force: true });
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
