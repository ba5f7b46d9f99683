import { describe, expect, jest, test } from '@jest/globals';
import { fault } from '../../../../runtime/executor/faults.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { NOW } from '../../fixtures/ada.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { createProfile, releaseNickname, reserveNickname } from './reserve-nickname.ts';

const now = () => NOW;
const eraseUnlessRegistered = jest.fn(async (userId: string, _: Date) => userId === 'usr_lost');
// as: reserving uses no other part of the store.
const repository = {
  transaction: (work: (store: AuthStore) => unknown) => work({ eraseUnlessRegistered } as unknown as AuthStore),
} as Pick<AuthRepository, 'transaction'>;
const profile = (reservation: object) =>
  jest.fn<CallDomain>(async () => ({ reserveNickname: { reserved: false, errors: [], ...reservation } }));
const unavailable = () => jest.fn<CallDomain>().mockRejectedValue(fault('UNAVAILABLE', 'Not now.'));

describe('reserving', () => {
  test('asks profile as the service for the requested nickname', async () => {
    const ask = profile({ reserved: true });
    expect(await reserveNickname({ ask, now, repository }, 'Ada', 'usr_ada')).toEqual({ ok: true, value: 'Ada' });
    expect(ask.mock.calls).toEqual([
      [
        'profile',
        expect.stringContaining('reserveNickname'),
        { input: { nickname: 'Ada', userId: 'usr_ada' } },
        { viewerId: null, sessionId: null, scopes: [], service: 'auth' },
      ],
    ]);
  });

  test.each(['NicknameTaken', 'InvalidInput'])('passes %s on, and tries no other nickname', async (__typename) => {
    const refusal = { __typename, message: 'No.', path: ['input', 'nickname'] };
    const ask = profile({ errors: [refusal] });
    expect(await reserveNickname({ ask, now, repository }, 'Ada', 'usr_ada')).toEqual({ ok: false, refusal });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is to be tried again while the nickname of a lost registration is freed', async () => {
    const ask = profile({ holderId: 'usr_lost' });
    await expect(reserveNickname({ ask, now, repository }, 'Ada', 'usr_ada')).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
    expect(eraseUnlessRegistered).toHaveBeenCalledWith('usr_lost', NOW);
    const taken = profile({ holderId: 'usr_ben' });
    expect(await reserveNickname({ ask: taken, now, repository }, 'Ada', 'usr_ada')).toMatchObject({
      refusal: { __typename: 'NicknameTaken' },
    });
  });

  test('refuses a nickname as taken when profile gives no reason', async () => {
    expect(await reserveNickname({ ask: profile({}), now, repository }, 'Ada', 'usr_ada')).toMatchObject({
      refusal: { __typename: 'NicknameTaken', path: ['input', 'nickname'] },
    });
  });

  test('generates at most three different nicknames when none is requested', async () => {
    const ask = profile({});
    expect(await reserveNickname({ ask, now, repository }, null, 'usr_ada')).toMatchObject({ ok: false });
    const nicknames = ask.mock.calls.map(([, , variables]) => JSON.stringify(variables));
    expect(new Set(nicknames).size).toBe(3);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(nicknames[0]).toMatch(/"nickname":"user[0-9a-z]{10}"/);
  });

  test('fails when profile is unavailable', async () => {
    await expect(reserveNickname({ ask: unavailable(), now, repository }, 'Ada', 'usr_ada')).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  });
});

test('a nickname is released, or expires by itself while profile is unavailable', async () => {
  const ask = unavailable();
  await releaseNickname({ ask }, 'usr_ada');
  expect(ask.mock.calls).toMatchObject([
    ['profile', expect.stringContaining('releaseNickname'), { input: { userId: 'usr_ada' } }, { service: 'auth' }],
  ]);
});

test.each([
  ['once when profile answers', profile({}), 1],
  ['three times at most', unavailable(), 3],
])('profile is asked to create the profile %s', async (_, ask, times) => {
  await createProfile({ ask }, 'usr_ada', 'Ada');
  expect(ask).toHaveBeenCalledTimes(times);
  expect(ask.mock.calls[0]?.slice(1)).toMatchObject([
    expect.stringContaining('registerProfile'),
    { input: { userId: 'usr_ada', nickname: 'Ada' } },
    { service: 'auth' },
  ]);
});
