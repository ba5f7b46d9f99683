import { describe, expect, jest, test } from '@jest/globals';
import { fault } from '../../../../runtime/executor/faults.ts';
import type { Attempts, PasswordSource, Verdict } from '../../adapters/attempts.ts';
import type { PasswordHashing } from '../../adapters/passwords.ts';
import { createRefreshTokens } from '../../adapters/refresh-tokens.ts';
import { createSealedBox } from '../../adapters/sealed-box.ts';
import { createTokenHasher } from '../../adapters/token-hasher.ts';
import { createTotp } from '../../adapters/totp.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { StoredTotp } from '../../repository/totps.ts';
import { logIn } from './log-in.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const CLIENT = { ip: '192.0.2.1', device: 'Firefox' };
const UNKNOWN = { ip: CLIENT.ip, knownDevice: null };

const TOTP: StoredTotp = { sealedSecret: '', confirmedAt: NOW };

function worldOf({
  credential = { userId: 'usr_1', passwordHash: 'hash' } as { userId: string; passwordHash: string | null } | null,
  wait = null as number | null,
  unchanged = true,
  isKnown = false,
  isBusy = false,
  totp = null as StoredTotp | null,
  suspension = null as { since: Date; until: Date | null; reason: string } | null,
} = {}) {
  const steps: string[] = [];
  const openSession = jest.fn<AuthStore['openSession']>(async () => undefined);
  const store = { holdPassword: async () => unchanged, openSession, holdSuspension: async () => suspension };
  const verify = jest.fn<PasswordHashing['verify']>(async (hash, password) => {
    steps.push('hashed');
    return hash !== null && password === 'right';
  });
  const rehashPassword = jest.fn(async (..._: string[]) => undefined);
  const verdicts: Verdict[] = [];
  const count = jest.fn((_: string, __: PasswordSource) => steps.push('counted'));
  const attempts: Pick<Attempts, 'password'> = {
    async password(account, source, check, verdictOf) {
      count(account, source);
      if (wait !== null) return wait;
      const outcome = await check();
      verdicts.push(verdictOf(outcome));
      return outcome;
    },
  };
  const context: Parameters<typeof logIn>[0] = {
    repository: {
      totpOf: async () => totp,
      knownDevice: async (userId, client) => (isKnown && userId === 'usr_1' && client === CLIENT ? 'laptop' : null),
      credentialOf: async () => credential,
      accounts: async () => [null],
      rehashPassword,
      // as: signing in uses no other part of the store.
      transaction: (work) => work(store as unknown as AuthStore, undefined as never),
    },
    passwords: {
      async limitPerClient(ip, work) {
        if (isBusy) throw fault('RATE_LIMITED', 'Too many at once.');
        expect(ip).toBe(CLIENT.ip);
        return work({ verify, hash: async (password) => `$argon2id$ of ${password}` });
      },
      objectionToHash: () => null,
      isOutdated: (hash) => hash.startsWith('old'),
    },
    attempts,
    accessTokens: { issue: async () => 'signed', verify: async () => null },
    refreshTokens: createRefreshTokens('a secret of at least 32 characters'),
    totp: createTotp('Social'),
    totpBox: createSealedBox('totp', 'a secret of at least 32 characters'),
    tokenHasher: createTokenHasher('a secret of at least 32 characters'),
    parsePhoneNumber: () => null,
    client: CLIENT,
    now: () => NOW,
  };
  const signIn = (password: string) => logIn(context, { identifier: 'ada@example.org', password });
  return { signIn, steps, verify, verdicts, count, openSession, rehashPassword, context };
}

describe('signing in', () => {
  test('opens a session that knows where it came from', async () => {
    const { signIn, openSession, count } = worldOf();

    expect(await signIn('right')).toMatchObject({ ok: true, value: { accessToken: 'signed', user: { id: 'usr_1' } } });

    expect(openSession.mock.calls).toMatchObject([[{ userId: 'usr_1', createdAt: NOW, ...CLIENT }]]);
    expect(count.mock.calls).toEqual([['usr_1', UNKNOWN]]);
  });

  test('an attempt is reserved before anything is hashed, and what is over the limit is not hashed at all', async () => {
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
        message: 'These credentials are incorrect.',
        path: ['input', 'password'],
      },
    });

    expect(verify).toHaveBeenCalledTimes(1);
    expect(openSession).not.toHaveBeenCalled();
  });

  test('what cannot have its turn has cost nothing and is not counted', async () => {
    const { signIn, steps } = worldOf({ isBusy: true });
    await expect(signIn('right')).rejects.toThrow('Too many at once.');
    expect(steps).toEqual([]);
  });

  test('an unknown identifier is counted by itself', async () => {
    const { signIn, count } = worldOf({ credential: null });
    await signIn('wrong');
    expect(count.mock.calls).toEqual([['EMAIL:ada@example.org', UNKNOWN]]);
  });

  test('a client that has opened a session of the account from there is a known device', async () => {
    const { signIn, count } = worldOf({ isKnown: true });
    await signIn('wrong');
    expect(count.mock.calls).toEqual([['usr_1', { ip: CLIENT.ip, knownDevice: 'laptop' }]]);
  });

  test.each([
    ['a right password', 'right', {}, 'right'],
    ['a wrong password', 'wrong', {}, 'wrong'],
    ['a right password that is changed meanwhile', 'right', { unchanged: false }, 'wrong'],
    ['a right password without the code that is needed', 'right', { totp: TOTP }, 'undecided'],
    [
      'a right password of who is suspended',
      'right',
      { suspension: { since: NOW, until: null, reason: '' } },
      'undecided',
    ],
  ] as const)('%s counts as that', async (_, password, given, verdict) => {
    const { signIn, verdicts } = worldOf(given);
    await signIn(password);
    expect(verdicts).toEqual([verdict]);
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

  test('a hash of an older system is replaced by one of our own, once the password is known to be right', async () => {
    const { signIn, rehashPassword } = worldOf({ credential: { userId: 'usr_1', passwordHash: 'old hash' } });

    await signIn('wrong');
    expect(rehashPassword).not.toHaveBeenCalled();
    expect(await signIn('right')).toMatchObject({ ok: true });
    expect(rehashPassword.mock.calls).toEqual([['usr_1', 'old hash', '$argon2id$ of right']]);
  });

  test('a hash of our own is left alone', async () => {
    const { signIn, rehashPassword } = worldOf();

    await signIn('right');
    expect(rehashPassword).not.toHaveBeenCalled();
  });

  test('a sign-in goes on when the hash cannot be replaced', async () => {
    const { signIn, rehashPassword } = worldOf({ credential: { userId: 'usr_1', passwordHash: 'old hash' } });
    rehashPassword.mockRejectedValue(new Error('away'));

    expect(await signIn('right')).toMatchObject({ ok: true });
  });
});
