import { expect, test } from '@jest/globals';
import { createUploadWorld, uploadOf } from '../fixtures/operation-world.ts';
import { abortUpload } from './abort-upload.ts';

test('what has arrived of an aborted upload is deleted; aborting again changes nothing', async () => {
  const world = createUploadWorld();
  const part = { uploadId: 'upl_1', startOffset: 0, byteSize: 4, storageKey: 'uploads/upl_1/0' };
  await world.store.addPart(part);
  const aborted = { ok: true, value: { state: 'ABORTED', receivedBytes: 0 } };
  expect(await abortUpload(world.context, { uploadId: 'upl_1' })).toMatchObject(aborted);
  expect(await abortUpload(world.context, { uploadId: 'upl_1' })).toMatchObject(aborted);
  expect(world.store.enqueueWork.mock.calls).toEqual([
    [{ kind: 'delete-bytes' }, [{ payload: { keys: ['uploads/upl_1/0'] } }], expect.anything()],
  ]);
});

test.each([
  ['a complete one', uploadOf({ state: 'COMPLETED' }), 'usr_ada', 'InvalidState'],
  ['that of another person', uploadOf(), 'usr_eve', 'NotFound'],
])('%s is refused', async (_, upload, viewerId, __typename) => {
  const world = createUploadWorld(upload, viewerId);
  expect(await abortUpload(world.context, { uploadId: 'upl_1' })).toMatchObject({ refusal: { __typename } });
  expect(world.upload()).toEqual(upload);
});
