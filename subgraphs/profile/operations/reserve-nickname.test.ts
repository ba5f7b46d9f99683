import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../fixtures/operation-world.ts';
import { reserveNickname } from './reserve-nickname.ts';

test('a reservation lapses after fifteen minutes', async () => {
  const { context, store } = createOperationWorld();

  expect(await reserveNickname(context, { nickname: 'Ada', userId: 'usr_ada' })).toEqual({
    ...{ result: { ok: true, value: true }, holderId: null },
  });
  expect(store.claimNickname).toHaveBeenCalledWith(
    { key: 'ada', userId: 'usr_ada', expiresAt: new Date('2031-03-01T12:15:00.000Z') },
    NOW,
  );
});

test.each([
  ['a reserved nickname', { nickname: 'admin' }, true, 'NicknameTaken', 'nickname'],
  ['a nickname that is taken', { nickname: 'taken' }, false, 'NicknameTaken', 'nickname'],
  ['a malformed nickname', { nickname: '!' }, true, 'InvalidInput', 'nickname'],
  ['no user', { userId: '' }, true, 'InvalidInput', 'userId'],
  ['an id of 101 characters', { userId: 'x'.repeat(101) }, true, 'InvalidInput', 'userId'],
])('%s is refused', async (_, input, isFree, __typename, field) => {
  const { context } = createOperationWorld({ isFree });
  expect(await reserveNickname(context, { nickname: 'Ada', userId: 'usr_ada', ...input })).toMatchObject({
    result: { ok: false, refusal: { __typename, path: ['input', field] } },
    holderId: null,
  });
});

test('of a nickname that is taken, whose profile has it is said', async () => {
  const { context, store } = createOperationWorld({ isFree: false });
  store.nicknameHolder.mockResolvedValueOnce('usr_ben');
  expect(await reserveNickname(context, { nickname: 'Ben', userId: 'usr_ada' })).toMatchObject({ holderId: 'usr_ben' });
  expect(store.nicknameHolder).toHaveBeenCalledWith('ben');
});
