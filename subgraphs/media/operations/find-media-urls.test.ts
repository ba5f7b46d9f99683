import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { FileReference } from '../repository/index.ts';
import { findMediaUrls } from './find-media-urls.ts';

const form = { width: 4, height: 3, byteSize: 5, contentType: 'image/webp', storageKey: 'files/fil_1/1/small.webp' };
const FILE = fileOf({ variants: [{ ...form, name: 'small', format: 'WEBP' }] });
const fileUrls: MediaContext['fileUrls'] = {
  expiry: () => NOW,
  urlOf: ({ fileId, variant }) => `https://cdn.example.com/${fileId}/${variant}`,
  read: () => 'INVALID',
};

test('a hundred addresses come in the order of the requests, null for what the caller may not see', async () => {
  const files = {
    loadMany: async (keys: ArrayLike<FileReference>) => Array.from(keys, ({ id }) => (id === 'fil_1' ? FILE : null)),
  };
  const needs = { caller: { ...ANONYMOUS, viewerId: 'usr_ada' }, fileUrls, now: () => NOW, files };
  const requests = [
    { fileId: 'fil_2' },
    { fileId: 'fil_1' },
    { fileId: 'fil_1', variant: 'small' },
    { fileId: 'fil_1', variant: 'x' },
  ];
  expect(await findMediaUrls(needs, requests)).toMatchObject([
    null,
    { fileId: 'fil_1', variant: null, format: 'ORIGINAL' },
    { fileId: 'fil_1', variant: 'small', format: 'WEBP' },
    null,
  ]);
  const tooMany = Array.from({ length: 101 }, () => ({ fileId: 'fil_1' }));
  await expect(findMediaUrls(needs, tooMany)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});
