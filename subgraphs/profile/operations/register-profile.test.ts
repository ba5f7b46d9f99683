import { expect, jest, test } from '@jest/globals';
import { registerProfile } from './register-profile.ts';

const now = () => new Date('2030-01-01T00:00:00Z');
const USER = 'usr_0197a1b2-c3d4-7e5f-8a9b-0123456789ab';

function storeWhereTaken(...taken: string[]) {
  return {
    claimNickname: jest.fn(
      async ({ key }: { key: string; userId: string; expiresAt: Date | null }, ..._: unknown[]) => !taken.includes(key),
    ),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    addProfile: jest.fn(async (draft: { nickname: string }, ..._: unknown[]) => ({ ...draft }) as never),
    releaseNicknames: jest.fn(async (..._: unknown[]) => undefined),
  };
}

test.each([
  ['the reserved nickname', 'Ada', [], 'Ada'],
  ['one made of it when it is taken', 'Ada', ['ada'], 'Ada_0123456789ab'],
  ['one made of the id when it is no nickname at all', '!!', [], 'user_0123456789ab'],
  ['one no longer than allowed', 'x'.repeat(30), ['x'.repeat(30)], `${'x'.repeat(16)}_0123456789ab`],
])('registration gives %s', async (_, reserved, taken, nickname) => {
  const store = storeWhereTaken(...taken);
  await registerProfile({ store, now }, USER, reserved);

  expect(store.addProfile).toHaveBeenCalledWith(expect.objectContaining({ nickname, userId: USER }), now());
  expect(store.releaseNicknames).toHaveBeenCalledWith(USER);
  expect(store.announce.mock.calls).toEqual([
    [{ name: 'profile.profile-changed', notifies: false }, expect.objectContaining({ nickname, userId: USER }), now()],
  ]);
});

test('a profile that is there is not published again', async () => {
  const store = { ...storeWhereTaken(), addProfile: async () => null };
  await registerProfile({ store, now }, USER, 'Ada');
  expect(store.announce).not.toHaveBeenCalled();
});
