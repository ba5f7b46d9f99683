import { expect, test } from '@jest/globals';
import { createUploadWorld, uploadOf } from '../fixtures/operation-world.ts';
import { type PutRequest, putUpload } from './put-upload.ts';

async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const SIGNED = new URLSearchParams({ signature: 'good' });
const requestOf = (text: string, changes: Partial<PutRequest> = {}): PutRequest => ({
  ...{ uploadId: 'upl_1', query: SIGNED, contentType: 'image/jpeg', contentLength: text.length, range: null },
  body: bodyOf(text),
  ...changes,
});
const put = (world: ReturnType<typeof createUploadWorld>, text: string, changes: Partial<PutRequest> = {}) =>
  putUpload(world.context, requestOf(text, changes));

test('parameters of the type make no difference', async () => {
  const outcome = await put(createUploadWorld(), '0123456789', { contentType: 'Image/JPEG; q=1' });
  expect(outcome).toEqual({ receivedBytes: 10 });
});

test('a signed address takes the file from a visitor', async () => {
  expect(await put(createUploadWorld(uploadOf(), null), '0123456789')).toEqual({ receivedBytes: 10 });
});

test.each([
  ['a visitor without an address', null, '', 401],
  ['a forged address', 'usr_ada', 'signature=bad', 403],
  ['another person', 'usr_eve', '', 404],
])('%s may not write', async (_, viewerId, query, status) => {
  const world = createUploadWorld(uploadOf(), viewerId);
  expect(await put(world, '0123456789', { query: new URLSearchParams(query) })).toBe(status);
  expect(world.storage.objects.size).toBe(0);
});

test('parts follow each other, and one that does not says what is expected', async () => {
  const world = createUploadWorld();
  expect(await put(world, '0123', { range: 'bytes 0-3/10' })).toEqual({ receivedBytes: 4 });
  expect(await put(world, '0123', { range: 'bytes 0-3/10' })).toEqual({ expectedOffset: 4 });
  expect(await put(world, '6789', { range: 'bytes 6-9/10' })).toEqual({ expectedOffset: 4 });
  expect(await put(world, '456789', { range: 'bytes 4-9/*' })).toEqual({ receivedBytes: 10 });
});

test('without a range the whole file is sent again', async () => {
  const world = createUploadWorld();
  await put(world, '0123', { range: 'bytes 0-3/10' });
  expect(await put(world, 'abcdefghij')).toEqual({ receivedBytes: 10 });
  expect(world.parts()).toHaveLength(1);
});

test.each([
  ['bytes 0-9/11', 10],
  ['bytes 0-10/10', 11],
  ['bytes 5-4/10', 0],
  ['bytes */10', 0],
  ['items 0-9/10', 10],
  ['bytes 0-9/10', 9],
])('the range %s of %d bytes is refused', async (range, contentLength) => {
  expect(await put(createUploadWorld(), '0', { range, contentLength })).toBe('BAD_RANGE');
});

test.each([
  ['a longer body', {}, { contentLength: 11 }, 'TOO_LONG'],
  ['another type', {}, { contentType: 'text/html' }, 'OTHER_TYPE'],
  ['an upload that has ended', { state: 'COMPLETED' as const }, {}, 'ENDED'],
])('%s is refused before anything is read', async (_, upload, changes, outcome) => {
  const world = createUploadWorld(uploadOf(upload));
  expect(await put(world, '0123456789', changes)).toBe(outcome);
  expect(world.storage.objects.size).toBe(0);
});
