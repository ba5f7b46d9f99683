import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** No file takes as long: a folder of this age is one that a killed process has left. */
const MAX_AGE_MS = 60 * 60 * 1_000;

/** Makes folders below that of the data in which one file each is processed. */
export const createWorkFolders = (dataDir: string, now: () => Date) => async () => {
  const root = join(dataDir, 'media-work');
  await mkdir(root, { recursive: true, mode: 0o700 });
  await removeAbandoned(root, now());
  const folder = await mkdtemp(join(root, 'file-'));
  const inputPath = join(folder, 'input');
  const outDir = join(folder, 'output');
  await mkdir(outDir);
  return {
    inputPath,
    outDir,
    writeInput: (bytes: AsyncIterable<Uint8Array>) => writeFile(inputPath, bytes, { mode: 0o600 }),
    read: (path: string) => createReadStream(path),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

async function removeAbandoned(root: string, now: Date): Promise<void> {
  for (const name of await readdir(root)) {
    const info = await stat(join(root, name)).catch(() => null);
    if (info === null || now.getTime() - info.mtime.getTime() < MAX_AGE_MS) continue;
    await rm(join(root, name), { recursive: true, force: true });
  }
}
