import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openLocalStorage } from './local-storage.ts';
import type { Storage } from './storage.ts';
import { StorageFullError, StorageUnavailableError } from './storage-errors.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const HOUR_SECONDS = 3_600;
let folder: string;
let storage: Storage;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-storage-'));
  storage = openLocalStorage(folder, () => NOW);
});

afterEach(() => rmSync(folder, { recursive: true }));

async function* oneByte(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x');
}

async function* failingWith(code: string): AsyncGenerator<Uint8Array> {
  yield* oneByte();
  throw Object.assign(new Error(code), { code });
}

const put = (key: string, body = oneByte()) => storage.put(key, body, { contentType: 'text/plain' });

test('leaves no temporary file when a body fails', async () => {
  await expect(put('a', failingWith('ENOSPC'))).rejects.not.toBeInstanceOf(StorageFullError);
  expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
});

test('removes folders with their last file', async () => {
  await put('deep/er/file');
  await put('deep/other');
  await storage.delete(['deep/er/file']);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['other']);
});

test('removes temporary files of killed processes, and none that may be in use', async () => {
  await put('a');
  const left = [25, 23].map((hours) => {
    const path = join(folder, '.incoming', `${hours}`);
    writeFileSync(path, '');
    utimesSync(path, NOW.getTime() / 1_000 - hours * HOUR_SECONDS, NOW.getTime() / 1_000 - hours * HOUR_SECONDS);
    return path;
  });
  expect(await storage.list(null, 10)).toHaveLength(1);
  expect(left).toHaveLength(2);
  expect(readdirSync(join(folder, '.incoming'))).toEqual(['23']);
});

test('is unavailable when its folder cannot be used', async () => {
  writeFileSync(join(folder, 'taken'), '');
  await expect(put('taken/file')).rejects.toBeInstanceOf(StorageUnavailableError);
  expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
});
