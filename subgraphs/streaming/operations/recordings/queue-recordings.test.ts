import { expect, jest, test } from '@jest/globals';
import { AT } from '../../../../tests/example-stream.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { queueRecordings } from './queue-recordings.ts';

test('recordings of streams that ended five seconds ago are made, except those of nobody', async () => {
  const due = { id: 'rec_1', streamId: 'str_1', hostId: 'usr_ada', title: 'A title' };
  const store = {
    takeDueRecordings: jest.fn<StreamingStore['takeDueRecordings']>(async () => [
      due,
      { ...due, id: 'rec_2', hostId: null },
    ]),
    enqueueWork: jest.fn<StreamingStore['enqueueWork']>(async () => undefined),
    failRecording: jest.fn<StreamingStore['failRecording']>(async () => undefined),
  };
  await queueRecordings({
    now: () => AT,
    repository: { transaction: <T>(work: (inner: typeof store) => Promise<T>) => work(store) },
  });
  expect(store.takeDueRecordings).toHaveBeenCalledWith(new Date(AT.getTime() - 5_000));
  expect(store.enqueueWork).toHaveBeenCalledTimes(1);
  expect(store.enqueueWork).toHaveBeenCalledWith(
    expect.objectContaining({ kind: 'make-recording' }),
    [{ payload: { recordingId: 'rec_1', streamId: 'str_1', hostId: 'usr_ada', title: 'A title' } }],
    AT,
  );
  expect(store.failRecording).toHaveBeenCalledWith('rec_2');
});
