import { expect, test } from '@jest/globals';
import { createOperationWorld, PROFILE } from '../fixtures/operation-world.ts';
import { findByNickname } from './find-by-nickname.ts';

test('a profile is found without regard to case, but not by a look-alike', async () => {
  const { context, store } = createOperationWorld();
  expect(await findByNickname(context, ' PaypaI ')).toEqual(PROFILE);
  expect(store.userIdOfNickname).toHaveBeenCalledWith('paypai');
});

test('a malformed nickname is not looked up', async () => {
  const { context, store } = createOperationWorld();
  expect(await findByNickname(context, 'a')).toBeNull();
  expect(store.userIdOfNickname).not.toHaveBeenCalled();
});

test('a nickname that nobody has is null', async () => {
  const { context, store } = createOperationWorld();
  store.userIdOfNickname.mockResolvedValue(null);
  expect(await findByNickname(context, 'Nobody1')).toBeNull();
});

test('a profile that the viewer may not see is null', async () => {
  const { context, store } = createOperationWorld({ profile: null });
  store.userIdOfNickname.mockResolvedValue('usr_ada');
  expect(await findByNickname(context, 'Ada')).toBeNull();
});
