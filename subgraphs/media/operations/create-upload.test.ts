import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { NOW } from '../fixtures/operation-world.ts';
import { createUpload } from './create-upload.ts';

const CHECKSUM = 'a'.repeat(64);
const INPUT = { fileName: 'cat.jpg', contentType: 'image/jpeg', byteSize: 10, purpose: 'PHOTO' };

function worldOf({
  used = 0,
  open = 0,
  viewerId = 'usr_ada',
}: {
  used?: number;
  open?: number;
  viewerId?: string | null;
}) {
  const store = {
    lockQuota: async () => undefined,
    findByChecksum: async (_: string, checksum: string) => (checksum === CHECKSUM ? 'fil_before' : null),
    countOpenUploads: async () => open,
    usedBytes: async () => used,
    hasMediaCategory: async (id: string) => id === 'cat_1',
    addUpload: jest.fn(async (..._: unknown[]) => undefined),
  };
  const context = {
    caller: { ...ANONYMOUS, viewerId },
    now: () => NOW,
    limits: { quotaBytes: 100 },
    repository: { transaction: (work: (inside: typeof store) => unknown) => work(store) },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as MediaContext, store };
}

test('a file begins with its upload, in the form in which it is stored', async () => {
  const { context, store } = worldOf({});
  const input = {
    ...INPUT,
    fileName: 'C:\\my\\../cat.jpg',
    contentType: 'Image/JPEG; q=1',
    tags: ['a', 'a', ' b '],
    altText: ' A cat ',
  };
  const created = await createUpload(context, input);
  const uploadId = expect.stringMatching(/^upl_/);
  const fileId = expect.stringMatching(/^fil_/);
  expect(created).toEqual({ ok: true, value: { uploadId, fileId }, isReplay: false });
  const file = { id: fileId, ownerId: 'usr_ada', fileName: 'cat.jpg', contentType: 'image/jpeg', kind: 'IMAGE' };
  const defaults = { bucket: 'files', visibility: 'PRIVATE', tags: ['a', 'b'], altText: 'A cat', categoryId: null };
  const upload = { id: uploadId, checksum: null, expiresAt: new Date('2031-03-02T12:00:00.000Z') };
  expect(store.addUpload).toHaveBeenCalledWith(expect.objectContaining({ ...file, ...defaults }), upload);
});

test('a file that the person has already is returned', async () => {
  const { context, store } = worldOf({ used: 100 });
  const created = await createUpload(context, { ...INPUT, checksum: CHECKSUM.toUpperCase() });
  expect(created).toMatchObject({ ok: true, value: { uploadId: null, fileId: 'fil_before' } });
  expect(store.addUpload).not.toHaveBeenCalled();
});

test.each([
  [
    'a size over the limit of its kind',
    { byteSize: 20_000_001 },
    {},
    { __typename: 'FileTooLarge', limit: 20_000_000 },
  ],
  ['a type that the purpose does not allow', { contentType: 'video/mp4' }, {}, { __typename: 'TypeNotAllowed' }],
  ['a type of nobody', { contentType: 'text/html', purpose: 'MESSAGE' }, {}, { __typename: 'TypeNotAllowed' }],
  ['more than is left', {}, { used: 91 }, { __typename: 'QuotaExceeded', limit: 100, used: 91 }],
  ['one upload too many', {}, { open: 200 }, { __typename: 'TooManyAttempts' }],
  ['an unknown category', { categoryId: 'cat_2' }, {}, { __typename: 'NotFound' }],
])('%s is refused, and nothing is stored', async (_, input, world, refusal) => {
  const { context, store } = worldOf(world);
  expect(await createUpload(context, { ...INPUT, ...input })).toMatchObject({ ok: false, refusal });
  expect(store.addUpload).not.toHaveBeenCalled();
});

test.each([
  ['fileName', '..'],
  ['fileName', 'a/'],
  ['fileName', 'x'.repeat(256)],
  ['fileName', 'a\u0000b'],
  ['contentType', 'jpeg'],
  ['byteSize', 0],
  ['byteSize', 1.5],
  ['checksum', 'abc'],
  ['bucket', 'My Files'],
  ['bucket', '-a'],
  ['tags', Array.from({ length: 21 }, (_, at) => String(at))],
  ['altText', 'x'.repeat(1_501)],
  ['idempotencyKey', ''],
])('%s %j is refused', async (field, value) => {
  const { context } = worldOf({});
  const created = await createUpload(context, { ...INPUT, [field]: value });
  expect(created).toMatchObject({ refusal: { __typename: 'InvalidInput', path: ['input', field] } });
});

test('a visitor is asked to sign in', async () => {
  const { context } = worldOf({ viewerId: null });
  await expect(createUpload(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
