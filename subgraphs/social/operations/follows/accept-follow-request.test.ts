import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, NOW, REQUEST } from '../../fixtures/graph-world.ts';
import { acceptFollowRequest } from './accept-follow-request.ts';

const input = { requestId: REQUEST.id };

test('lets the sender follow, as they chose', async () => {
  const world = graphWorld();
  expect(await acceptFollowRequest(world, input)).toMatchObject({ ok: true, value: { status: 'ACCEPTED' } });
  const follow = { followerId: BEN, followeeId: ADA, notify: true, weight: 2 };
  expect(world.store.addFollows).toHaveBeenCalledWith([follow], NOW);
  expect(world.store.announceAll.mock.calls[0]?.[1]).toEqual([expect.objectContaining({ isAccepted: true })]);
});

test('doing so again changes nothing', async () => {
  const world = graphWorld({ request: { ...REQUEST, status: 'ACCEPTED' } });
  expect(await acceptFollowRequest(world, input)).toMatchObject({ ok: true, value: { status: 'ACCEPTED' } });
  expect(world.store.addFollows).not.toHaveBeenCalled();
});

test.each([
  ['a request that was rejected', { ...REQUEST, status: 'REJECTED' as const }, input, 'InvalidState'],
  ['a request that was taken back', { ...REQUEST, status: 'CANCELLED' as const }, input, 'InvalidState'],
  ['a request of the viewer', { ...REQUEST, senderId: ADA, receiverId: BEN }, input, 'NotFound'],
  ['a request that does not exist', null, input, 'NotFound'],
  ['what is no id', REQUEST, { requestId: 'flr_1' }, 'NotFound'],
  ['no text', REQUEST, { requestId: 1 }, 'InvalidInput'],
])('%s is refused', async (_, request, given, __typename) => {
  const world = graphWorld({ request });
  expect(await acceptFollowRequest(world, given)).toMatchObject({ refusal: { __typename } });
  expect(world.store.addFollows).not.toHaveBeenCalled();
});
