import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, NOW } from '../../fixtures/graph-world.ts';
import { separatePeople } from './separate-people.ts';

test('ends follows, requests and memberships of lists in both directions', async () => {
  const { store } = graphWorld();
  await separatePeople(store, ADA, BEN, NOW);
  const pairs = [
    { followerId: ADA, followeeId: BEN },
    { followerId: BEN, followeeId: ADA },
  ];
  expect(store.lockPairs).toHaveBeenCalledWith(ADA, [BEN]);
  expect(store.cancelFollowRequests).toHaveBeenCalledWith(pairs, NOW);
  expect(store.removeFollows).toHaveBeenCalledWith(pairs);
  expect(store.removeFromListsOf.mock.calls).toEqual([
    [ADA, BEN],
    [BEN, ADA],
  ]);
  expect(store.announceAll.mock.calls[0]?.[1]).toHaveLength(2);
});
