import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { exampleStream } from '../../../tests/example-stream.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import { listLiveStreams, listUpcomingStreams } from './list-live-streams.ts';

function worldOf() {
  const repository = {
    streamsOnAir: jest.fn<StreamingStore['streamsOnAir']>(async () => [exampleStream()]),
    streamsByViewers: jest.fn<StreamingStore['streamsByViewers']>(async () => [exampleStream({ countedViewers: 7 })]),
    upcomingStreams: jest.fn<StreamingStore['upcomingStreams']>(async () => []),
  };
  const newestStart: StreamingContext['newestStart'] = { read: async () => 0, beforeList: async () => undefined };
  return { caller: ANONYMOUS, newestStart, repository };
}

test('streams are listed newest first unless the most watched are wanted', async () => {
  const world = worldOf();
  await listLiveStreams(world, {});
  expect(world.repository.streamsOnAir).toHaveBeenCalledWith(
    '',
    { categoryId: null, tag: null, language: null },
    expect.anything(),
  );
  await listLiveStreams(world, { sort: 'VIEWERS', tag: '#Cats' });
  expect(world.repository.streamsByViewers).toHaveBeenCalledWith(
    '',
    expect.objectContaining({ tag: 'cats' }),
    expect.anything(),
  );
});

test('a cursor of one order is none of the other', async () => {
  const world = worldOf();
  const { pageInfo } = await listLiveStreams(world, { sort: 'VIEWERS' });
  await expect(listLiveStreams(world, { after: pageInfo.endCursor })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('what can be no tag is refused', async () => {
  await expect(listLiveStreams(worldOf(), { tag: 'two words' })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('announced streams are those of all hosts or of one', async () => {
  const world = worldOf();
  await listUpcomingStreams(world, {});
  await listUpcomingStreams(world, { hostId: 'usr_ada' });
  expect(world.repository.upcomingStreams.mock.calls.map(([, hostId]) => hostId)).toEqual([null, 'usr_ada']);
});
