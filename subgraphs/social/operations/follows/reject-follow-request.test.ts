import { expect, test } from '@jest/globals';
import { graphWorld, NOW, REQUEST } from '../../fixtures/graph-world.ts';
import { rejectFollowRequest } from './reject-follow-request.ts';

test('turns the request down, and publishes nothing', async () => {
  const world = graphWorld();
  expect(await rejectFollowRequest(world, { requestId: REQUEST.id })).toMatchObject({ value: { status: 'REJECTED' } });
  expect(world.store.settleFollowRequests).toHaveBeenCalledWith([REQUEST.id], 'REJECTED', NOW);
  expect(world.store.addFollows).not.toHaveBeenCalled();
  expect(world.store.announceAll).not.toHaveBeenCalled();
});

test('one that was accepted cannot be rejected', async () => {
  const world = graphWorld({ request: { ...REQUEST, status: 'ACCEPTED' } });
  expect(await rejectFollowRequest(world, { requestId: REQUEST.id })).toMatchObject({
    refusal: { __typename: 'InvalidState', from: 'ACCEPTED', allowed: ['REQUESTED', 'REJECTED'] },
  });
});
