import { expect, jest, test } from '@jest/globals';
import { createMemoryStorage } from '../fixtures/memory-storage.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import { encodeDeferredForm, finishForm } from './encode-form.ts';
import type { FileConversion } from './file-conversion.ts';

const large = { name: 'large', contentType: 'image/webp', width: 1, height: 1, byteSize: 1, storageKey: 'a' } as const;
const FILE = fileOf({ variants: [{ ...large, format: 'WEBP' }] });
const PAYLOAD = { fileId: 'fil_1', revision: 1 };
const made = { ...large, format: 'AVIF' as const, contentType: 'image/avif', path: 'bytes' };

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function encode(file: typeof FILE | null, result: Awaited<ReturnType<FileConversion['encodeVariant']>> = made) {
  const storage = createMemoryStorage();
  await storage.put(String(FILE.storageKey), bytesOf('original'), { contentType: '' });
  const remove = jest.fn(async () => undefined);
  const folder = { inputPath: '', outDir: '', writeInput: async () => undefined, read: bytesOf, remove };
  const conversion = { openFolder: async () => folder, encodeVariant: async () => result };
  const needs = { storage, repository: { fileToProcess: async () => file }, conversion };
  const encoded = encodeDeferredForm(needs, { payload: PAYLOAD }, new AbortController().signal);
  return { encoded, storage, remove };
}

test('the form is stored beside those of the revision', async () => {
  const { encoded, storage, remove } = await encode(FILE);
  const storageKey = 'files/fil_1/1/large.avif';
  expect(await encoded).toMatchObject({ name: 'large', format: 'AVIF', byteSize: 5, storageKey });
  expect(String(storage.objects.get(storageKey))).toBe('bytes');
  expect(remove).toHaveBeenCalledTimes(1);
});

test.each([
  ['gone', null],
  ['processed again', { ...FILE, revision: 2 }],
  ['one that has it', { ...FILE, variants: [...FILE.variants, { ...large, format: 'AVIF' as const }] }],
])('there is nothing to do for a file that is %s', async (_, file) => {
  expect(await (await encode(file)).encoded).toBeNull();
});

test('what cannot be encoded fails', async () => {
  const { encoded } = await encode(FILE, { rejected: 'TIME_LIMIT' });
  await expect(encoded).rejects.toThrow('TIME_LIMIT');
});

test.each([
  ['still there gets it', FILE, 1, []],
  ['gone leaves bytes to delete', null, 0, [[{ payload: { keys: ['a'] } }]]],
  ['processed again leaves bytes to delete', { ...FILE, revision: 2 }, 0, [[{ payload: { keys: ['a'] } }]]],
])('a file that is %s', async (_, file, added, deleted) => {
  const notify = jest.fn(async (..._: unknown[]) => undefined);
  const store = {
    lockFile: async () => file,
    addVariant: jest.fn(async () => undefined),
    unnamedKeys: async (keys: readonly string[]) => keys,
    enqueueWork: jest.fn(async (..._: unknown[]) => undefined),
  };
  const { path: __, ...variant } = made;
  const after = await finishForm({ now: () => NOW, signals: { notify } }, store, PAYLOAD, variant);
  await after();
  expect(store.addVariant).toHaveBeenCalledTimes(added);
  expect(store.enqueueWork.mock.calls.map(([, drafts]) => drafts)).toEqual(deleted);
  expect(notify).toHaveBeenCalledWith('media.variants', 'fil_1');
});
