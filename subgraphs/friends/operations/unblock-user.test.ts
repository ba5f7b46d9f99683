import { expect, test } from '@jest/globals';
import { exampleFriendship, INVALID_IDS, SINCE_AT } from '../../../tests/example-friendship.ts';
import { unblockUser } from './unblock-user.ts';

const BOB = { userId: 'usr_bob' };

test('unblocking leaves the other person’s own block', async () => {
  const world = exampleFriendship({ blockByViewer: SINCE_AT, blockByOther: SINCE_AT });

  expect(await unblockUser(world, BOB)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.stored()).toMatchObject({ blockByViewer: null, blockByOther: SINCE_AT });
});

test('without a block nothing changes, and no row is locked for a pair that never met', async () => {
  const world = exampleFriendship();

  expect(await unblockUser(world, BOB)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.store.lockRelationship).not.toHaveBeenCalled();
});

test('a block that another request has removed meanwhile is no refusal and publishes nothing', async () => {
  const world = exampleFriendship({ blockByViewer: SINCE_AT });
  world.store.lockRelationship.mockResolvedValue({ ...(await world.store.lockRelationship()), blockByViewer: null });

  expect(await unblockUser(world, BOB)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.stored()).toBeUndefined();
  expect(world.store.announce).not.toHaveBeenCalled();
});

test.each([...INVALID_IDS, ['the viewer’s own id', 'usr_ada'] as const])(
  '%s is refused, and nothing is locked or stored',
  async (_, userId) => {
    const world = exampleFriendship({ blockByViewer: SINCE_AT });

    // as: what a client may send against the schema.
    expect(await unblockUser(world, { userId } as typeof BOB)).toMatchObject({
      ok: false,
      refusal: { __typename: 'InvalidInput', path: ['input', 'userId'] },
    });
    expect(world.store.lockRelationship).not.toHaveBeenCalled();
  },
);

test('unblocking requires a viewer', async () => {
  await expect(unblockUser(exampleFriendship({}, null), BOB)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
