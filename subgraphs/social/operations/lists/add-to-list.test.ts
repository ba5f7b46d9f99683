import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, HIDDEN, LIST, NOBODY, NOW } from '../../fixtures/graph-world.ts';
import { addToList, MAX_MEMBERS } from './add-to-list.ts';

const listId = LIST.id;

test('adds people', async () => {
  const world = graphWorld();
  expect(await addToList(world, { listId, userIds: [BEN, ADA] })).toEqual({ ok: true, value: LIST });
  expect(world.store.lockPairs).toHaveBeenCalledWith(ADA, [BEN, ADA]);
  expect(world.store.addListMembers).toHaveBeenCalledWith(ADA, listId, [BEN, ADA], MAX_MEMBERS, NOW);
});

test.each([
  ['nobody', { listId, userIds: [] }, 'InvalidInput'],
  ['10,000 people', { listId, userIds: Array.from({ length: 10_000 }, () => BEN) }, 'InvalidInput'],
  ['who does not exist', { listId, userIds: [BEN, NOBODY] }, 'NotFound'],
  ['who is hidden', { listId, userIds: [HIDDEN] }, 'NotFound'],
  ['people to a list of another', { listId: 'lst_2', userIds: [BEN] }, 'NotFound'],
])('adding %s is refused', async (_, input, __typename) => {
  const world = graphWorld();
  expect(await addToList(world, input)).toMatchObject({ refusal: { __typename } });
  expect(world.store.addListMembers).not.toHaveBeenCalled();
});

test.each([
  ['a list that would be too long', false, 'NotPermitted'],
  ['a list that is gone', null, 'NotFound'],
] as const)('%s is refused', async (_, outcome, __typename) => {
  const world = graphWorld();
  world.store.addListMembers.mockResolvedValue(outcome);
  expect(await addToList(world, { listId, userIds: [BEN] })).toMatchObject({ refusal: { __typename } });
});
