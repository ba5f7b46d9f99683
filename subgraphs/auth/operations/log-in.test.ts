import { describe, expect, jest, test } from '@jest/globals';
import type { Passwords } from '../adapters/passwords.ts';
import { createProofSecrets } from '../adapters/proof-secrets.ts';
import { createRefreshTokens } from '../adapters/refresh-tokens.ts';
import { createSealedBox } from '../adapters/sealed-box.ts';
import { createTotp } from '../adapters/totp.ts';
import type { AuthStore } from '../repository/index.ts';
import { logIn } from './log-in.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const ORIGIN = { ip: '192.0.2.1', device: 'Firefox' };

function worldOf({
  credential = { userId: 'usr_1', passwordHash: 'hash' } as { userId: string; passwordHash: string | null } | null,
  wait = null as number | null,
  unchanged = true,
  suspension = null as { since: Date; until: Date | null; reason: string } | null,
} = {}) {
  const steps: string[] = [];
  const openSession = jest.fn<AuthStore['openSession']>(async () => undefined);
  const store = { holdPassword: async () => unchanged, openSession, holdSuspension: async () => suspension };
  const verify = jest.fn<Passwords['verify']>(async (hash, password) => {
    steps.push('hashed');
    return hash !== null && password === 'right';
  });
  const count = jest.fn(async (_: string, __: string | null) => {
    steps.push('counted');
    return wait;
  });
  const context: Parameters<typeof logIn>[0] = {
    repository: {
      totpOf: async () => null,
      credentialOf: async () => credential,
      accounts: async () => [null],
      // as: signing in uses no other part of the store.
      transaction: (work) => work(store as unknown as AuthStore, undefined as never),
    },
    passwords: { verify, hash: async () => '' },
    attempts: { login: count },
    accessTokens: { issue: async () => 'signed', verify: async () => null },
    refreshTokens: createRefreshTokens('a secret of at least 32 characters'),
    totp: createTotp('Social'),
    totpBox: createSealedBox('totp', 'a secret of at least 32 characters'),
    proofSecrets: createProofSecrets('a secret of at least 32 characters'),
    parsePhoneNumber: () => null,
    origin: ORIGIN,
    now: () => NOW,
  };
  const signIn = (password: string) => logIn(context, { identifier: 'ada@example.org', password });
  return { signIn, steps, verify, count, openSession };
}

describe('signing in', () => {
  test('opens a session that knows where it came from', async () => {
    const { signIn, openSession, count } = worldOf();

    expect(await signIn('right')).toMatchObject({ ok: true, value: { accessToken: 'signed', user: { id: 'usr_1' } } });

    expect(openSession.mock.calls).toMatchObject([[{ userId: 'usr_1', createdAt: NOW, ...ORIGIN }]]);
    expect(count.mock.calls).toEqual([['usr_1', ORIGIN.ip]]);
  });

  test('tries are counted before anything is hashed, and what is over the limit is not hashed at all', async () => {
    const allowed = worldOf();
    await allowed.signIn('wrong');
    expect(allowed.steps).toEqual(['counted', 'hashed']);

    const limited = worldOf({ wait: 42 });
    expect(await limited.signIn('right')).toMatchObject({ refusal: { __typename: 'TooManyAttempts', retryAfter: 42 } });
    expect(limited.steps).toEqual(['counted']);
  });

  test.each([
    ['an unknown account', null],
    ['an account without password', { userId: 'usr_1', passwordHash: null }],
    ['a wrong password', { userId: 'usr_1', passwordHash: 'hash' }],
  ])('%s costs one hashing and is refused in the same words', async (_, credential) => {
    const { signIn, verify, openSession } = worldOf({ credential });

    expect(await signIn('wrong')).toEqual({
      ok: false,
      refusal: {
        __typename: 'InvalidCredentials',
        message: 'The identifier or the password is not right.',
        path: ['input', 'password'],
      },
    });

    expect(verify).toHaveBeenCalledTimes(1);
    expect(openSession).not.toHaveBeenCalled();
  });

  test('an unknown identifier is counted by itself', async () => {
    const { signIn, count } = worldOf({ credential: null });
    await signIn('wrong');
    expect(count.mock.calls).toEqual([['EMAIL:ada@example.org', ORIGIN.ip]]);
  });

  test('who is suspended learns why, but only by the right password', async () => {
    const suspension = { since: NOW, until: null, reason: 'Spam.' };
    const { signIn, openSession } = worldOf({ suspension });
    expect(await signIn('wrong')).toMatchObject({ refusal: { __typename: 'InvalidCredentials' } });
    expect(await signIn('right')).toMatchObject({ refusal: { __typename: 'AccountSuspended', reason: 'Spam.' } });
    expect(openSession).not.toHaveBeenCalled();
  });

  test('a password that is changed meanwhile opens no session', async () => {
    const { signIn, openSession } = worldOf({ unchanged: false });
    expect(await signIn('right')).toMatchObject({ refusal: { __typename: 'InvalidCredentials' } });
    expect(openSession).not.toHaveBeenCalled();
  });
});
