import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { listRecordings } from './list-recordings.ts';

test('recordings are read as the viewer may watch them', async () => {
  const recordingsOfHost = jest.fn<StreamingStore['recordingsOfHost']>(async () => []);
  const needs = { caller: { ...ANONYMOUS, viewerId: 'usr_bob' }, repository: { recordingsOfHost } };
  expect((await listRecordings(needs, { userId: 'usr_ada', first: 3 })).edges).toEqual([]);
  expect(recordingsOfHost).toHaveBeenCalledWith('usr_bob', 'usr_ada', expect.objectContaining({ limit: 4 }));
  await expect(listRecordings(needs, { userId: 'usr_ada', first: 1_000 })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
