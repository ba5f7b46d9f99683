import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, NOW, REQUEST } from '../../fixtures/graph-world.ts';
import { ACCEPT_BATCH_SIZE, acceptBatch } from './accept-waiting-requests.ts';

test('accepts what waits, with pairs locked', async () => {
  const world = graphWorld({ waiting: [REQUEST], request: null });
  await acceptBatch(world.store, ADA, NOW);
  expect(world.store.lockPairs).toHaveBeenCalledWith(ADA, [BEN]);
  expect(world.store.addFollows.mock.calls[0]?.[0]).toEqual([
    { followerId: BEN, followeeId: ADA, notify: true, weight: 2 },
  ]);
  expect(world.store.enqueueWork).not.toHaveBeenCalled();
});

test('work accepts what one batch leaves', async () => {
  const waiting = Array.from({ length: ACCEPT_BATCH_SIZE }, (_, nth) => ({ ...REQUEST, id: `flr_${nth}` }));
  const world = graphWorld({ waiting, request: null });
  await acceptBatch(world.store, ADA, NOW);
  expect(world.store.enqueueWork.mock.calls[0]?.[1]).toEqual([{ payload: { userId: ADA } }]);
});
