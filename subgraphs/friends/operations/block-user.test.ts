import { expect, test } from '@jest/globals';
import { exampleFriendship, exampleRequest, INVALID_IDS, SINCE_AT } from '../../../tests/example-friendship.ts';
import { blockUser } from './block-user.ts';

const BOB = { userId: 'usr_bob' };

test.each([
  [
    'a friend',
    { friendship: SINCE_AT, request: exampleRequest({ status: 'ACCEPTED' }) },
    { friendship: null, request: { status: 'ACCEPTED' } },
  ],
  ['somebody who waits for an answer', { request: exampleRequest() }, { friendship: null, request: null }],
  [
    'somebody whose request was rejected',
    { request: exampleRequest({ status: 'REJECTED' }) },
    { request: { status: 'REJECTED' } },
  ],
  ['somebody who has blocked the viewer', { blockByOther: SINCE_AT }, { blockByOther: SINCE_AT }],
])('blocking %s leaves only what was settled', async (_, state, after) => {
  const world = exampleFriendship(state);

  expect(await blockUser(world, BOB)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.stored()).toMatchObject({ ...after, blockByViewer: { since: SINCE_AT.since } });
});

test.each([...INVALID_IDS, ['the viewer’s own id', 'usr_ada'] as const])(
  '%s is refused, and nothing is locked or stored',
  async (_, userId) => {
    const world = exampleFriendship();

    // as: what a client may send against the schema.
    expect(await blockUser(world, { userId } as typeof BOB)).toMatchObject({
      ok: false,
      refusal: { __typename: 'InvalidInput', path: ['input', 'userId'] },
    });
    expect(world.store.lockRelationship).not.toHaveBeenCalled();
  },
);

test('a person who does not exist is refused', async () => {
  const world = exampleFriendship();
  world.repository.knowsPerson.mockResolvedValue(false);

  expect(await blockUser(world, BOB)).toMatchObject({ refusal: { __typename: 'NotFound', path: ['input', 'userId'] } });
  expect(world.store.lockRelationship).not.toHaveBeenCalled();
});

test('blocking again changes nothing', async () => {
  const world = exampleFriendship({ blockByViewer: SINCE_AT });

  expect(await blockUser(world, BOB)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.stored()).toBeUndefined();
});

test('blocking requires a viewer', async () => {
  await expect(blockUser(exampleFriendship({}, null), BOB)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
