import { expect, test } from '@jest/globals';
import { createUploadWorld, uploadOf } from '../fixtures/operation-world.ts';
import { statusOf, tusUploads } from './tus-uploads.ts';

const SIGNED = new URLSearchParams({ signature: 'good' });
async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test('bytes follow those that have arrived, and others are a conflict', async () => {
  const { context } = createUploadWorld(uploadOf(), null);
  const uploads = tusUploads(context, SIGNED);
  expect(await uploads.receive('upl_1', 0, bodyOf('0123'))).toBe(4);
  expect(await uploads.receive('upl_1', 0, bodyOf('0123'))).toEqual({ status: 409 });
  expect(await uploads.receive('upl_1', 4, bodyOf('0123456789'))).toEqual({ status: 413 });
});

test.each([
  ['a visitor', '', uploadOf(), 401],
  ['a forged address', 'signature=bad', uploadOf(), 403],
  ['an upload that has ended', 'signature=good', uploadOf({ state: 'ABORTED' }), 410],
])('%s writes nothing', async (_, query, upload, status) => {
  const { context, storage } = createUploadWorld(upload, null);
  const uploads = tusUploads(context, new URLSearchParams(query));
  expect(await uploads.receive('upl_1', 0, bodyOf('0'))).toEqual({ status });
  expect(storage.objects.size).toBe(0);
});

test('an upload is given up once', async () => {
  const { context } = createUploadWorld();
  const uploads = tusUploads(context, SIGNED);
  expect([await uploads.abort('upl_1'), await uploads.abort('upl_1')]).toEqual([true, false]);
});

test.each([
  ['FileTooLarge', 413],
  ['TypeNotAllowed', 415],
  ['QuotaExceeded', 507],
  ['TooManyAttempts', 429],
  ['InvalidInput', 422],
])('%s has the status %d', (typename, status) => {
  expect(statusOf(typename)).toBe(status);
});
