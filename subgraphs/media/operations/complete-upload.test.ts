import { expect, test } from '@jest/globals';
import { createUploadWorld, uploadOf } from '../fixtures/operation-world.ts';
import { completeUpload } from './complete-upload.ts';

const [SUM, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];

function worldOf(upload = uploadOf({ receivedBytes: 10 }), viewerId = 'usr_ada') {
  const world = createUploadWorld(upload, viewerId);
  return { ...world, context: { ...world.context, hashOf: async () => SUM } };
}

test('a complete upload is processed once, however often it is completed', async () => {
  const world = worldOf();
  const input = { uploadId: 'upl_1', checksum: SUM.toUpperCase() };
  expect(await completeUpload(world.context, input)).toEqual({ ok: true, value: 'fil_1' });
  expect(await completeUpload(world.context, input)).toEqual({ ok: true, value: 'fil_1' });
  expect(world.store.enqueueWork.mock.calls).toEqual([
    [{ kind: 'process-upload' }, [{ payload: { fileId: 'fil_1', revision: 0 }, key: 'fil_1' }], expect.anything()],
  ]);
});

test.each([
  ['bytes are missing', uploadOf({ receivedBytes: 9 }), {}, { __typename: 'UploadIncomplete', receivedBytes: 9 }],
  ['the checksum is another', undefined, { checksum: OTHER }, { __typename: 'ChecksumMismatch' }],
  ['another was announced', uploadOf({ receivedBytes: 10, checksum: OTHER }), {}, { __typename: 'ChecksumMismatch' }],
  ['it was aborted', uploadOf({ state: 'ABORTED' }), {}, { __typename: 'InvalidState', from: 'ABORTED' }],
  ['it has expired', uploadOf({ state: 'EXPIRED' }), {}, { __typename: 'InvalidState', from: 'EXPIRED' }],
  ['it does not exist', undefined, { uploadId: 'upl_2' }, { __typename: 'NotFound' }],
  ['the checksum has another form', undefined, { checksum: 'abc' }, { __typename: 'InvalidInput' }],
])('when %s it is refused, and nothing is processed', async (_, upload, input, refusal) => {
  const world = worldOf(upload);
  expect(await completeUpload(world.context, { uploadId: 'upl_1', ...input })).toMatchObject({ ok: false, refusal });
  expect(world.store.enqueueWork).not.toHaveBeenCalled();
});

test('that of another person does not exist', async () => {
  const { context } = worldOf(undefined, 'usr_eve');
  expect(await completeUpload(context, { uploadId: 'upl_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
});
