import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openS3Server } from '../../../tests/s3-server.ts';
import { openLocalStorage } from './local-storage.ts';
import { openS3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';

const IMAGE = { contentType: 'image/webp' };
/** More than two parts of an upload to S3, and not a multiple of one. */
const LARGE_BYTES = 17 * 1024 * 1024 + 7;

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function* failingAfter(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw new Error('the client went away');
}

const textOf = async (storage: Storage, key: string, start?: number, end?: number): Promise<string | null> => {
  const found = await storage.read(key, start === undefined || end === undefined ? undefined : { start, end });
  return found && (await buffer(found.body)).toString();
};

const OPENERS = [
  ['a folder', openFolder],
  ['S3', openBucket],
] as const;

async function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'storage-'));
  const close = async () => rmSync(folder, { recursive: true });
  return { storage: openLocalStorage(folder, () => new Date()), close };
}

async function openBucket() {
  const server = await openS3Server();
  console.info(`the storage is tested against ${server.program}`);
  return { storage: openS3Storage(server.settings), close: server.close };
}

describe.each(OPENERS)('%s as storage', (_, open) => {
  let storage: Storage;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ storage, close } = await open());
  });

  afterAll(async () => {
    await storage.close();
    await close();
  });

  test('returns what was stored, with its size', async () => {
    expect(await storage.put('fil_1/original', chunksOf('one ', 'two'), IMAGE)).toEqual({ byteSize: 7 });
    expect(await textOf(storage, 'fil_1/original')).toBe('one two');
    expect((await storage.info('fil_1/original'))?.byteSize).toBe(7);
  });

  test('has no bytes under other keys', async () => {
    expect(await storage.read('fil_1/absent')).toBeNull();
    expect(await storage.info('fil_1/absent')).toBeNull();
    expect(await storage.info('fil_1/original/absent')).toBeNull();
  });

  test('reads ranges, and no further than the end', async () => {
    await storage.put('ranges', chunksOf('0123456789'), IMAGE);
    expect(await textOf(storage, 'ranges', 2, 5)).toBe('234');
    expect(await textOf(storage, 'ranges', 8, 100)).toBe('89');
    expect(await textOf(storage, 'ranges', 10, 20)).toBe('');
    expect(await textOf(storage, 'ranges', 4, 4)).toBe('');
    const part = await storage.read('ranges', { start: 2, end: 5 });
    part?.body.destroy();
    expect(part?.byteSize).toBe(10);
  });

  test('names the file of a key, or has no files', async () => {
    const { fileOf } = storage;
    if (fileOf === null) return;
    await storage.put('named', chunksOf('0123456789'), IMAGE);
    expect(readFileSync(fileOf('named'), 'utf8')).toBe('0123456789');
    expect(() => fileOf('../secret')).toThrow('not a key of the storage');
  });

  test('replaces a key whole', async () => {
    await storage.put('replaced', chunksOf('a longer text'), IMAGE);
    await storage.put('replaced', chunksOf('short'), IMAGE);
    expect(await textOf(storage, 'replaced')).toBe('short');
  });

  test('stores a file without bytes', async () => {
    await storage.put('empty', chunksOf(), IMAGE);
    expect(await textOf(storage, 'empty')).toBe('');
  });

  test('stores a large file of unknown length', async () => {
    const bytes = randomBytes(LARGE_BYTES);
    await storage.put('large', chunksOf(bytes.subarray(0, 1_000_003), bytes.subarray(1_000_003)), IMAGE);
    const found = await storage.read('large');
    expect(found && (await buffer(found.body)).equals(bytes)).toBe(true);
  });

  test.each([1, LARGE_BYTES])('keeps what it has when a body fails after %d bytes', async (count) => {
    await storage.put('stored', chunksOf('before'), IMAGE);
    await expect(storage.put('stored', failingAfter(Buffer.alloc(count)), IMAGE)).rejects.toThrow(
      'the client went away',
    );
    await expect(storage.put('new', failingAfter(Buffer.alloc(count)), IMAGE)).rejects.toThrow('the client went away');
    expect(await textOf(storage, 'stored')).toBe('before');
    expect(await storage.info('new')).toBeNull();
  });

  test('deletes, also what is not there', async () => {
    await storage.put('deleted/original', chunksOf('x'), IMAGE);
    await storage.delete(['deleted/original', 'deleted/absent']);
    expect(await storage.info('deleted/original')).toBeNull();
    await storage.put('deleted/original', chunksOf('again'), IMAGE);
    expect(await textOf(storage, 'deleted/original')).toBe('again');
  });

  test('lists keys in the order of their bytes, page by page', async () => {
    const keys = ['list', 'list-a', 'list.b', 'list_d', 'listed/c/1', 'listed/c/2', 'listed/d'];
    for (const key of keys) await storage.put(key, chunksOf(key), IMAGE);
    const found: string[] = [];
    for (let after: string | null = 'lis'; after !== null; ) {
      const page = await storage.list(after, 2);
      found.push(...page.map(({ key }) => key));
      after = page.at(-1)?.key ?? null;
    }
    expect(found.filter((key) => key.startsWith('list'))).toEqual(keys);
    expect((await storage.list(null, 1_000)).map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
  });

  test('ends a body whose reader has gone', async () => {
    const leaving = new AbortController();
    const found = await storage.read('large', undefined, leaving.signal);
    const reader = found?.body[Symbol.asyncIterator]();
    await reader?.next();
    leaving.abort(new Error('the client went away'));
    const drain = async () => {
      while ((await reader?.next())?.done === false);
    };
    await expect(drain()).rejects.toThrow();
    await expect(storage.read('large', undefined, leaving.signal)).rejects.toThrow();
  });

  test.each(['../outside', '/etc/passwd', 'a/../../b', 'a//b', '.hidden', 'a/.hidden', 'A', 'a\\b', 'a\0b', '', 'a/'])(
    'refuses the key %j',
    async (key) => {
      await expect(storage.put(key, chunksOf('x'), IMAGE)).rejects.toThrow('not a key of the storage');
      await expect(storage.read(key)).rejects.toThrow('not a key of the storage');
      await expect(storage.delete([key])).rejects.toThrow('not a key of the storage');
    },
  );
});
