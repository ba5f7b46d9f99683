import { expect, test } from '@jest/globals';
import { type ImportedFile, importKeyOf, objectionToFile, type TakingStore, takeFile } from './take-file.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const FILE: ImportedFile = {
  ...{
    id: 'fil_1',
    ownerId: 'usr_1',
    fileName: 'one.txt',
    contentType: 'text/plain',
    byteSize: 10,
    checksum: 'a'.repeat(64),
  },
  ...{ bucket: 'files', tags: [], categoryId: null, purpose: 'ATTACHMENT', visibility: 'PRIVATE', altText: null },
  createdAt: NOW,
};

function createStore(usedBytes = 0) {
  const calls: string[] = [];
  const parts: Parameters<TakingStore['addPart']>[0][] = [];
  const store: TakingStore = {
    lockQuota: async () => void calls.push('lock'),
    usedBytes: async () => usedBytes,
    hasMediaCategory: async (id) => id === 'cat_1',
    addUpload: async () => void calls.push('upload'),
    addPart: async (part) => {
      parts.push(part);
      return part.byteSize;
    },
    completeUpload: async () => calls.push('complete') > 0,
    enqueueWork: async () => void calls.push('work'),
  };
  return { store, calls, parts };
}

test('a file is an upload that is complete, and is processed as work', async () => {
  const { store, calls, parts } = createStore();
  expect(await takeFile(store, { quotaBytes: 10 }, FILE, NOW)).toBeNull();
  expect(calls).toEqual(['lock', 'upload', 'complete', 'work']);
  expect(parts).toEqual([{ uploadId: 'upl_1', startOffset: 0, byteSize: 10, storageKey: importKeyOf('fil_1') }]);
});

test('what media would not take by an upload is refused', async () => {
  const { store, calls } = createStore(1);
  expect(await takeFile(store, { quotaBytes: 10 }, FILE, NOW)).toContain('more space');
  expect(await takeFile(store, { quotaBytes: 99 }, { ...FILE, categoryId: 'cat_2' }, NOW)).toContain('category');
  expect(calls).not.toContain('upload');
  expect(objectionToFile({ ...FILE, contentType: 'application/x-sh' })).toContain('type');
  expect(objectionToFile({ ...FILE, byteSize: 0 })).toContain('empty');
  expect(objectionToFile({ ...FILE, byteSize: 20_000_001 })).toContain('too large');
  expect(objectionToFile(FILE)).toBeNull();
});
