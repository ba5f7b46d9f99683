import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../fixtures/operation-world.ts';
import { releaseNickname } from './release-nickname.ts';

test.each([
  ['no id', ''],
  ['an id of 101 characters', 'x'.repeat(101)],
])('%s is refused, and nothing is released', async (_, userId) => {
  const { context, store } = createOperationWorld();
  expect(await releaseNickname(context, { userId })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', 'userId'] },
  });
  expect(store.releaseNicknames).not.toHaveBeenCalled();
});

test('the nicknames that are reserved for the user are released', async () => {
  const { context, store } = createOperationWorld();
  expect(await releaseNickname(context, { userId: 'usr_ada' })).toEqual({ ok: true, value: true });
  expect(store.releaseNicknames).toHaveBeenCalledWith('usr_ada');
});
