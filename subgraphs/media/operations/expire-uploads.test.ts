import { expect, jest, test } from '@jest/globals';
import type { MediaContext } from '../context.ts';
import { NOW } from '../fixtures/operation-world.ts';
import { expireUploads } from './expire-uploads.ts';

test('uploads whose time is over end, and those that ended a day ago are forgotten', async () => {
  const ended: string[] = [];
  const store = {
    async endUpload(id: string) {
      ended.push(id);
      return [];
    },
    enqueueWork: async () => undefined,
  };
  const pages = [Array.from({ length: 200 }, (_, at) => `upl_${at}`), ['upl_200']];
  const deleteEndedUploads = jest.fn(async (..._: unknown[]) => true);
  const needs = {
    now: () => NOW,
    signals: { notify: async () => undefined },
    repository: {
      expiredUploads: async () => pages.shift() ?? [],
      deleteEndedUploads,
      transaction: (work: (inside: typeof store) => unknown) => work(store),
    },
  };
  // as: an operation that reaches for another part of the context fails its test.
  await expireUploads(needs as unknown as MediaContext, new AbortController().signal);
  expect(ended).toHaveLength(201);
  expect(deleteEndedUploads).toHaveBeenCalledWith(new Date(NOW.getTime() - 86_400_000), 200);
});
