import { expect, jest, test } from '@jest/globals';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import { awaitVariant } from './await-variant.ts';

const large = { name: 'large', contentType: 'image/webp', width: 1, height: 1, byteSize: 1, storageKey: 'a' } as const;
const WAITING = fileOf({ variants: [{ ...large, format: 'WEBP' }] });
const MADE = fileOf({ variants: [...WAITING.variants, { ...large, format: 'AVIF' }] });

/** The file as it is at each look. */
async function waitsOf(files: readonly (typeof WAITING | null)[], limit = new AbortController().signal) {
  const left = [...files];
  const watch = { wait: jest.fn(async () => true), close: jest.fn() };
  const enqueueWork = jest.fn(async (..._: unknown[]) => undefined);
  const repository = { enqueueWork, fileToProcess: async () => left.shift() ?? null };
  const needs = { now: () => NOW, signals: { notify: async () => undefined }, watchVariants: () => watch, repository };
  await awaitVariant(needs, WAITING, limit);
  expect(watch.close).toHaveBeenCalledTimes(1);
  expect(enqueueWork).toHaveBeenCalledWith(
    { kind: 'encode-form' },
    [{ id: 'fil_1:1:large.avif', payload: { fileId: 'fil_1', revision: 1 } }],
    NOW,
  );
  return watch.wait.mock.calls.length;
}

test.each([
  ['is made', [WAITING, WAITING, MADE], 2],
  ['can no longer be made, as the file is gone', [WAITING, null], 1],
  ['can no longer be made, as the file is processed again', [WAITING, { ...WAITING, revision: 2 }], 1],
])('who asks for a form waits until it %s', async (_, files, waits) => {
  expect(await waitsOf(files)).toBe(waits);
});

test('who does not wait has it made all the same', async () => {
  expect(await waitsOf([WAITING], AbortSignal.abort())).toBe(0);
});
