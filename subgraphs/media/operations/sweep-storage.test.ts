import { expect, jest, test } from '@jest/globals';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import { sweepStorage } from './sweep-storage.ts';

const HOUR_MS = 3_600_000;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

function worldOf(stored: Record<string, Date>, files: { id: string; keys: string[] }[]) {
  const keys = new Map(Object.entries(stored));
  const log = { error: jest.fn() };
  const recordFailure = jest.fn(async (..._: unknown[]) => undefined);
  const store = {
    lockFile: async (id: string) => fileOf({ id, storageKey: files.find((file) => file.id === id)?.keys[0] ?? null }),
    clearFile: async () => [],
    recordFailure,
    announce: async () => undefined,
    appendToLogs: async () => undefined,
  };
  const named = new Set(files.flatMap((file) => file.keys));
  const needs = {
    now: () => NOW,
    log,
    streams: { announce: async () => undefined },
    storage: {
      async list(after: string | null, limit: number) {
        const page = [...keys].filter(([key]) => after === null || key > after).sort();
        return page.slice(0, limit).map(([key, modifiedAt]) => ({ key, modifiedAt }));
      },
      info: async (key: string) => (keys.has(key) ? { byteSize: 1, modifiedAt: NOW } : null),
      delete: async (gone: readonly string[]) => gone.forEach((key) => void keys.delete(key)),
    },
    repository: {
      unnamedKeys: async (all: readonly string[]) => all.filter((key) => !named.has(key)),
      filesWithKeys: async (after: string) => files.filter(({ id }) => id > after),
      transaction: (work: (inside: typeof store) => unknown) => work(store),
    },
  };
  // as: an operation that reaches for another part of the context fails its test.
  const sweep = () =>
    sweepStorage(needs as unknown as MediaContext & { log: typeof log }, new AbortController().signal);
  return { sweep, keys, log, recordFailure };
}

test('bytes that no row names are deleted after a day, and never before', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [`uploads/old/${String(at).padStart(4, '0')}`, ago(25)]),
  );
  const world = worldOf({ ...many, 'files/a': ago(25), 'uploads/new': ago(23) }, [{ id: 'fil_1', keys: ['files/a'] }]);
  await world.sweep();
  expect([...world.keys.keys()]).toEqual(['files/a', 'uploads/new']);
  expect(world.log.error).toHaveBeenCalledWith({ deletedKeys: 600, brokenFiles: [] }, expect.any(String));
});

test('a file whose bytes are gone has failed, and it is an error', async () => {
  const files = [
    { id: 'fil_1', keys: ['files/a', 'files/b'] },
    { id: 'fil_2', keys: ['files/c', 'files/d'] },
  ];
  const world = worldOf({ 'files/a': ago(25), 'files/b': ago(25), 'files/c': ago(25) }, files);
  await world.sweep();
  expect(world.recordFailure.mock.calls.map(([id, state]) => [id, state])).toEqual([['fil_2', 'FAILED']]);
  expect(world.log.error).toHaveBeenCalledWith({ deletedKeys: 0, brokenFiles: ['fil_2'] }, expect.any(String));
});

test('nothing is said when nothing differs', async () => {
  const world = worldOf({ 'files/a': ago(25) }, [{ id: 'fil_1', keys: ['files/a'] }]);
  await world.sweep();
  expect(world.log.error).not.toHaveBeenCalled();
});
