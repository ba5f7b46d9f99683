import { expect, jest, test } from '@jest/globals';
import { createMemoryStorage } from '../fixtures/memory-storage.ts';
import { fileOf } from '../fixtures/operation-world.ts';
import type { ProcessedFile } from '../processing/processed-file.ts';
import type { RejectedFile } from '../processing/rejected-file.ts';
import type { FileRow } from '../repository/file-columns.ts';
import { convertFile, MAX_FAILURES } from './convert-file.ts';
import type { FileConversion } from './file-conversion.ts';

const output = { contentType: 'image/webp', width: 1, height: 1, byteSize: 3 };
const PROCESSED: ProcessedFile = {
  ...{ kind: 'IMAGE', contentType: 'image/jpeg', width: 4, height: 3, durationSeconds: null, hasAudio: null },
  ...{ placeholder: 'abc', dominantColor: '#ffffff', peaks: null, perceptualHash: '00000000000000ff' },
  original: { ...output, name: 'original', format: 'ORIGINAL', path: '/out/original', contentType: 'image/jpeg' },
  variants: [
    { ...output, name: 'small', format: 'WEBP', path: '/out/small.webp' },
    { ...output, name: 'small', format: 'AVIF', path: '/out/small.avif' },
  ],
};

interface Case {
  readonly file?: FileRow | null;
  readonly result?: ProcessedFile | RejectedFile | Error;
  readonly conversion?: Partial<FileConversion>;
  readonly removed?: string;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function worldOf({
  file = fileOf({ state: 'PROCESSING', revision: 0, storageKey: null, decision: 'PENDING' }),
  result = PROCESSED,
  conversion = {},
  removed,
}: Case = {}) {
  const storage = createMemoryStorage();
  const remove = jest.fn(async () => undefined);
  let input = '';
  const needs = {
    storage,
    repository: {
      fileToProcess: async () => file,
      partsOfFile: async () =>
        ['p0', 'p1'].map((storageKey, at) => ({ uploadId: 'upl_1', startOffset: at, byteSize: 1, storageKey })),
      isRemovedContent: async (checksum: string | null, hash: string | null) => (hash ?? checksum) === removed,
    },
    conversion: {
      openFolder: async () => ({
        inputPath: '/in',
        outDir: '/out',
        async writeInput(bytes: AsyncIterable<Uint8Array>) {
          for await (const chunk of bytes) input += Buffer.from(chunk).toString();
        },
        read: (path: string) => bytesOf(path.slice(-3)),
        remove,
      }),
      async processFile() {
        if (result instanceof Error) throw result;
        return result;
      },
      mode: 'rules' as const,
      classify: null,
      reportError: jest.fn(),
      ...conversion,
    },
  };
  const convert = async (failures = 1) => {
    await storage.put('p0', bytesOf('by'), { contentType: '' });
    await storage.put('p1', bytesOf('tes'), { contentType: '' });
    const item = { payload: { fileId: 'fil_1', revision: 0 }, failures };
    return convertFile(needs, item, new AbortController().signal);
  };
  return { convert, storage, remove, input: () => input, reportError: needs.conversion.reportError };
}

test('what is made of a file is stored under keys of its next revision', async () => {
  const world = worldOf();
  expect(await world.convert()).toMatchObject({
    ...{ state: 'READY', kind: 'IMAGE', width: 4, peaks: [], storageKey: 'files/fil_1/1/original', byteSize: 3 },
    variants: [
      { name: 'small', format: 'WEBP', storageKey: 'files/fil_1/1/small.webp' },
      { name: 'small', format: 'AVIF', storageKey: 'files/fil_1/1/small.avif' },
    ],
  });
  expect(world.input()).toBe('bytes');
  expect([...world.storage.objects.keys()].filter((key) => key.startsWith('files/'))).toHaveLength(3);
  expect(world.remove).toHaveBeenCalledTimes(1);
});

test.each([
  ['is gone', null],
  ['was processed since', fileOf({ state: 'PROCESSING', revision: 1 })],
  ['is not waiting', fileOf({ state: 'READY', revision: 0 })],
])('nothing is done for a file that %s', async (_, file) => {
  expect(await worldOf({ file }).convert()).toBeNull();
});

test.each([
  [
    'its type is not allowed',
    { result: { rejected: 'TYPE_NOT_ALLOWED' as const } },
    'Files of this type cannot be used here.',
  ],
  [
    'moderators removed a picture like it',
    { removed: '00000000000000ff' },
    'Moderators have removed this file before.',
  ],
])('when %s it is rejected, and nothing is stored', async (_, given, reason) => {
  const world = worldOf(given);
  expect(await world.convert()).toEqual({ state: 'REJECTED', reason });
  expect([...world.storage.objects.keys()]).toEqual(['p0', 'p1']);
});

test('a failure is tried again, until it counts', async () => {
  const error = new Error('no process can be started');
  const world = worldOf({ result: error });
  await expect(world.convert()).rejects.toBe(error);
  expect(await world.convert(MAX_FAILURES)).toMatchObject({ state: 'FAILED' });
  expect(world.reportError).toHaveBeenCalledWith(error, 'fil_1');
  expect(world.remove).toHaveBeenCalledTimes(2);
});

test('a file whose processes all ended has failed, without another attempt', async () => {
  const world = worldOf();
  expect(await world.convert(MAX_FAILURES + 1)).toMatchObject({ state: 'FAILED' });
  expect(world.remove).not.toHaveBeenCalled();
});

test.each(['StorageUnavailableError', 'StorageFullError'])('%s never counts as a failure of the file', async (name) => {
  const world = worldOf({ result: Object.assign(new Error('no storage'), { name }) });
  await expect(world.convert(MAX_FAILURES)).rejects.toMatchObject({ extensions: { retryable: true } });
});

const label = (name: string, score: number) => ({ name, score });

test.each([
  ['is clean', async () => [label('Neutral', 0.9), label('Porn', 0.1)], 'READY'],
  ['is not', async () => [label('Neutral', 0.2), label('Porn', 0.5), label('Hentai', 0.3)], 'QUARANTINED'],
  ['cannot be judged', async () => Promise.reject(new Error('no memory')), 'QUARANTINED'],
])('a picture that %s by the classifier becomes as it should', async (_, classify, state) => {
  const world = worldOf({ conversion: { mode: 'classifier', classify } });
  expect(await world.convert()).toMatchObject({ state });
});

test('without a classifier nothing passes it, and what a moderator approved passes', async () => {
  expect(await worldOf({ conversion: { mode: 'classifier' } }).convert()).toMatchObject({ state: 'QUARANTINED' });
  expect(await worldOf({ conversion: { mode: 'manual' } }).convert()).toMatchObject({ state: 'QUARANTINED' });
  const approved = fileOf({ state: 'PROCESSING', revision: 0, decision: 'APPROVED' });
  expect(await worldOf({ conversion: { mode: 'manual' }, file: approved }).convert()).toMatchObject({ state: 'READY' });
});

test.each([
  ['a sound', { kind: 'AUDIO' as const, variants: [] }, 'READY'],
  ['a video without a picture', { kind: 'VIDEO' as const, variants: [] }, 'QUARANTINED'],
])('%s is %s with a classifier', async (_, facts, state) => {
  const classify = async () => [label('Neutral', 1)];
  const world = worldOf({ conversion: { mode: 'classifier', classify }, result: { ...PROCESSED, ...facts } });
  expect(await world.convert()).toMatchObject({ state });
});
