import { expect, jest, test } from '@jest/globals';
import { registerProfile } from './register-profile.ts';
import { reserveNickname } from './reserve-nickname.ts';

const now = () => new Date('2030-01-01T00:00:00Z');
const USER = 'usr_0197a1b2-c3d4-7e5f-8a9b-0123456789ab';

function storeWhereTaken(...taken: string[]) {
  return {
    claimNickname: jest.fn(
      async ({ key }: { key: string; userId: string; expiresAt: Date | null }, ..._: unknown[]) => !taken.includes(key),
    ),
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
});

test('a reservation lapses after fifteen minutes', async () => {
  const repository = storeWhereTaken();

  expect(await reserveNickname({ now, repository }, { nickname: 'Ada', userId: USER })).toEqual({
    ok: true,
    value: true,
  });
  expect(repository.claimNickname).toHaveBeenCalledWith(
    { key: 'ada', userId: USER, expiresAt: new Date('2030-01-01T00:15:00Z') },
    now(),
  );
});

test.each([
  ['admin', 'NicknameTaken'],
  ['taken', 'NicknameTaken'],
  ['!', 'InvalidInput'],
])('%s is not reserved: %s', async (nickname, __typename) => {
  const repository = storeWhereTaken('taken');
  const result = await reserveNickname({ now, repository }, { nickname, userId: USER });
  expect(result).toMatchObject({ ok: false, refusal: { __typename, path: ['input', 'nickname'] } });
});
