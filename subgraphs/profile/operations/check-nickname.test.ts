import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { ADA, createOperationWorld, NOW } from '../fixtures/operation-world.ts';
import { checkNickname } from './check-nickname.ts';

test.each([
  ['a malformed nickname', 'a', true, false],
  ['a reserved nickname', 'Adm1n', true, false],
  ['a nickname of another user', 'Ada', false, false],
  ['a free nickname', 'Ada', true, true],
])('%s: %j', async (_, nickname, isFree, expected) => {
  expect(await checkNickname(createOperationWorld({ isFree }).context, nickname)).toBe(expected);
});

test.each([ADA, ANONYMOUS])('the skeleton is looked up, except for claims of the viewer: %j', async (caller) => {
  const { context, store } = createOperationWorld({ caller });
  await checkNickname(context, ' PaypaI ');
  expect(store.isNicknameFree).toHaveBeenCalledWith('paypal', caller.viewerId, NOW);
});
