import { expect, test } from '@jest/globals';
import type { MediaContext } from '../context.ts';
import { createUploadWorld, fileOf, uploadOf } from '../fixtures/operation-world.ts';
import { uploadForm } from './upload-form.ts';

async function* bodyOf(...chunks: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield Buffer.from(chunk);
  }
}

/** A form of one file; the upload that it begins is that of the world. */
function worldOf(body: AsyncIterable<Uint8Array>, { contentType = 'image/jpeg', contentLength = 300 } = {}) {
  const world = createUploadWorld(uploadOf({ byteSize: contentLength }));
  const more = {
    ...{ lockQuota: async () => undefined, countOpenUploads: async () => 0, usedBytes: async () => 0 },
    async addUpload({ byteSize }: { byteSize: number }) {
      world.change({ byteSize });
    },
  };
  const { repository } = world.context;
  const inside = { ...world.store, ...more };
  const context = {
    ...world.context,
    limits: { quotaBytes: 1_000_000_000 },
    hashOf: async () => 'a'.repeat(64),
    files: { load: async () => fileOf({ state: 'PROCESSING' }) },
    repository: {
      ...repository,
      findUpload: async () => world.upload(),
      transaction: (work: (store: typeof inside) => unknown) => work(inside),
    },
    uploads: { load: async () => world.upload(), clear: () => undefined },
  };
  const file = { fileName: 'cat.jpg', contentType, body };
  const form = {
    fields: new Map([['bucket_name', 'mine']]),
    contentLength,
    read: async (onFile: (one: typeof file) => Promise<void>) => onFile(file),
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { ...world, upload: () => uploadForm(context as unknown as MediaContext, form), state: world.upload };
}

test('a file takes its size when its form has ended, and is processed', async () => {
  const world = worldOf(bodyOf('0123', '456789'));
  expect(await world.upload()).toMatchObject({ id: 'fil_1', state: 'PROCESSING' });
  expect(world.state()).toMatchObject({ state: 'COMPLETED', byteSize: 10, receivedBytes: 10 });
});

test('parameters of the type of the file make no difference', async () => {
  const world = worldOf(bodyOf('0123'), { contentType: 'text/plain; charset=utf-8' });
  expect(await world.upload()).toMatchObject({ id: 'fil_1' });
});

test.each([
  ['an empty file', bodyOf(), {}, 'FileMissing'],
  ['a type that is not allowed', bodyOf('0'), { contentType: 'text/html' }, 'TypeNotAllowed'],
  ['a file that is longer than its form', bodyOf('0123'), { contentLength: 3 }, 'FileTooLong'],
])('of %s nothing is kept', async (_, body, changes, __typename) => {
  const world = worldOf(body, changes);
  expect(await world.upload()).toMatchObject({ __typename });
  expect(world.parts()).toEqual([]);
});

test('when the client goes away the upload is given up', async () => {
  const gone = new Error('the client has gone away');
  const world = worldOf(bodyOf('0123', gone));
  await expect(world.upload()).rejects.toBe(gone);
  expect(world.state()).toMatchObject({ state: 'ABORTED' });
});
