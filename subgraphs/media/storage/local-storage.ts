import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { listFolder } from './list-folder.ts';
import type { Storage, StoredInfo } from './storage.ts';
import { StorageFullError, StorageUnavailableError } from './storage-errors.ts';
import { checkKey } from './storage-key.ts';

/** What is written before it is whole: beside the keys, none of which begins with a dot. */
const TEMPORARY_FOLDER = '.incoming';
/** Bytes of one read of the disk: each costs a turn of the thread pool. */
const CHUNK_BYTES = 256 * 1_024;
/** No upload takes as long: a temporary file of this age is one that a killed process has left. */
const MAX_TEMPORARY_AGE_MS = 24 * 60 * 60 * 1_000;
/** A folder that is emptied by a deletion may vanish under a new file. */
const MAX_RENAME_ATTEMPTS = 5;

/**
 * A folder of this machine as storage. A file appears under its key whole, after its bytes are on the disk. Processes that
 * share the folder may use it at the same time; several machines need S3.
 */
export function openLocalStorage(root: string, now: () => Date): Storage {
  const folder = resolve(root);
  const temporary = join(folder, TEMPORARY_FOLDER);
  const pathOf = (key: string): string => join(folder, checkKey(key));

  return {
    async put(key, body) {
      const path = pathOf(key);
      const draft = join(temporary, randomUUID());
      try {
        const file = await orUnavailable(openDraft(draft));
        const byteSize = await writeAll(file, body);
        await orUnavailable(moveInto(draft, path));
        return { byteSize };
      } catch (error) {
        await unlink(draft).catch(() => undefined);
        throw error;
      }
    },
    async read(key, range, signal) {
      const file = await orUnavailable(absentAsNull(open(pathOf(key))));
      if (file === null) return null;
      if (signal?.aborted === true) {
        await file.close();
        throw signal.reason;
      }
      const info = await orUnavailable(file.stat());
      const start = Math.min(range?.start ?? 0, info.size);
      const end = Math.min(range?.end ?? info.size, info.size);
      const body =
        start < end
          ? file.createReadStream({ start, end: end - 1, signal, highWaterMark: CHUNK_BYTES })
          : Readable.from([]);
      if (start >= end) await file.close();
      return { ...infoOf(info), body };
    },
    fileOf: pathOf,
    async info(key) {
      const info = await orUnavailable(absentAsNull(stat(pathOf(key))));
      return info === null ? null : infoOf(info);
    },
    async delete(keys) {
      for (const path of keys.map(pathOf)) {
        await orUnavailable(absentAsNull(unlink(path)));
        await removeEmptyFolders(dirname(path), folder);
      }
    },
    async list(after, limit) {
      if (after === null) await removeAbandoned(temporary, now());
      return orUnavailable(listFolder(folder, after, limit));
    },
    close: () => Promise.resolve(),
  };
}

const infoOf = (info: { size: number; mtime: Date }): StoredInfo => ({ byteSize: info.size, modifiedAt: info.mtime });

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

async function openDraft(draft: string): Promise<FileHandle> {
  await mkdir(dirname(draft), { recursive: true });
  return open(draft, 'wx', 0o600);
}

/** Writes and syncs. Errors of the disk are those of the storage; errors of `body` stay what they are. */
async function writeAll(file: FileHandle, body: AsyncIterable<Uint8Array>): Promise<number> {
  let byteSize = 0;
  try {
    for await (const chunk of body) {
      await orUnavailable(file.writev([chunk]));
      byteSize += chunk.byteLength;
    }
    await orUnavailable(file.sync());
  } finally {
    await file.close().catch(() => undefined);
  }
  return byteSize;
}

async function moveInto(draft: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await mkdir(dirname(path), { recursive: true });
    try {
      await rename(draft, path);
      break;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === MAX_RENAME_ATTEMPTS) throw error;
    }
  }
  const parent = await open(dirname(path));
  // The name is safe only once the folder is on the disk as well.
  await parent.sync().finally(() => parent.close());
}

async function removeEmptyFolders(path: string, root: string): Promise<void> {
  for (let folder = path; folder !== root; folder = dirname(folder)) {
    const isRemoved = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

async function removeAbandoned(temporary: string, now: Date): Promise<void> {
  for (const name of await readdir(temporary).catch(() => [])) {
    const path = join(temporary, name);
    const info = await stat(path).catch(() => null);
    if (info !== null && now.getTime() - info.mtimeMs > MAX_TEMPORARY_AGE_MS) await unlink(path).catch(() => undefined);
  }
}

const absentAsNull = <Value>(work: Promise<Value>): Promise<Value | null> =>
  work.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  });

/** A quota and a limit on the size of files are as good as a full disk. */
const NO_SPACE = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG']);

const orUnavailable = <Value>(work: Promise<Value>): Promise<Value> =>
  work.catch((error: unknown) => {
    throw NO_SPACE.has(codeOf(error)) ? new StorageFullError(error) : new StorageUnavailableError(error);
  });
