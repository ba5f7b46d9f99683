import { expect, test } from '@jest/globals';
import { newId } from '../../../../runtime/operations/ids.ts';
import { AT } from '../../../../tests/example-stream.ts';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { addStreamModerator, MAX_MODERATORS, removeStreamModerator } from './change-stream-moderator.ts';

const bob = newId('usr', AT);
const INPUT = { streamId: 'str_1', userId: bob };

test('the host makes a person a moderator, once', async () => {
  const { context, store } = createAuthorityWorld();
  expect(await addStreamModerator(context, INPUT)).toMatchObject({ ok: true });
  expect(store.announce).toHaveBeenCalledTimes(1);
  const again = createAuthorityWorld({ moderators: [bob] });
  expect(await addStreamModerator(again.context, INPUT)).toMatchObject({ ok: true });
  expect(again.store.announce).not.toHaveBeenCalled();
});

test.each([
  ['by a moderator', { viewerId: 'usr_mod', moderators: ['usr_mod'] }, INPUT, 'NotPermitted'],
  ['the host', {}, { ...INPUT, userId: 'usr_ada' }, 'NotFound'],
  ['who is banned', { banned: [bob] }, INPUT, 'InvalidInput'],
  [
    'more than fifty',
    { moderators: Array.from({ length: MAX_MODERATORS }, (_, at) => `usr_${at}`) },
    INPUT,
    'TooManyModerators',
  ],
])('adding %s is refused', async (_, options, input, __typename) => {
  const { context, store } = createAuthorityWorld(options);
  expect(await addStreamModerator(context, input)).toMatchObject({ refusal: { __typename } });
  expect(store.announce).not.toHaveBeenCalled();
});

test.each([
  [[bob], 1],
  [[], 0],
])('of moderators %p one is removed, which is published %p times', async (moderators, times) => {
  const { context, store } = createAuthorityWorld({ moderators });
  expect(await removeStreamModerator(context, INPUT)).toMatchObject({ ok: true });
  expect(store.announce).toHaveBeenCalledTimes(times);
});

test('others than the host remove nobody', async () => {
  const { context } = createAuthorityWorld({ viewerId: 'usr_bob' });
  expect(await removeStreamModerator(context, INPUT)).toMatchObject({ refusal: { __typename: 'NotPermitted' } });
});
