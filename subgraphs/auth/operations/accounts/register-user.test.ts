import { describe, expect, jest, test } from '@jest/globals';
import type { Caller } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';
import { createRefreshTokens } from '../../adapters/refresh-tokens.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthStore } from '../../repository/index.ts';
import { registerUser } from './register-user.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const PASSWORD = 'correct horse battery';
const EMAIL: Identifier = { kind: 'EMAIL', value: 'ada@example.org' };
const RESERVED = { reserveNickname: { reserved: true, errors: [] } };

/** A world in which everything goes well but for what is given; `steps` is what happened, in order. */
function worldOf(
  given: { wait?: number; taken?: readonly Identifier[]; clash?: Identifier; answer?: () => object } = {},
) {
  const steps: string[] = [];
  const step = <T>(name: string, value: T): T => {
    steps.push(name);
    return value;
  };
  const store = {
    addAccount: jest.fn<AuthStore['addAccount']>(async () => step('account', given.clash ?? null)),
    openSession: jest.fn<AuthStore['openSession']>(async () => step('session', undefined)),
    announce: jest.fn<(...published: unknown[]) => Promise<void>>(async () => step('event', undefined)),
  };
  const ask = jest.fn(async (_: string, __: string, ___: object, ____: Caller) => {
    steps.push('ask');
    return { ...(given.answer ?? (() => RESERVED))() };
  });
  const context: Parameters<typeof registerUser>[0] = {
    repository: {
      takenIdentifiers: async () => step('looked', [...(given.taken ?? [])]),
      accounts: async () => [],
      passwordHash: async () => null,
      totpOf: async () => null,
      // as: registering uses no other part of the store.
      transaction: (work) => work(store as unknown as AuthStore, undefined as never),
    },
    passwords: {
      limitPerClient: (_, work) => work({ hash: async () => step('hashed', 'hash'), verify: async () => false }),
      objectionToHash: () => null,
      isOutdated: () => false,
    },
    attempts: { registration: async () => step('counted', given.wait ?? null) },
    accessTokens: { issue: async () => step('signed', 'token'), verify: async () => null },
    refreshTokens: createRefreshTokens('a secret of at least 32 characters'),
    parsePhoneNumber: (text) => (text.startsWith('+') ? text : null),
    client: { ip: '192.0.2.1', device: null },
    now: () => NOW,
    ask,
  };
  const register = (input: object = {}) =>
    registerUser(context, { email: EMAIL.value, password: PASSWORD, nickname: 'ada', ...input });
  return { register, steps, store, ask };
}

describe('registering', () => {
  test('counts, looks, hashes, reserves, signs, and stores account, session and events in one transaction', async () => {
    const { register, steps, store, ask } = worldOf();

    const registered = await register({ dateOfBirth: '1990-12-10' });

    expect(steps).toEqual([
      'counted',
      'looked',
      'hashed',
      'ask',
      'signed',
      'account',
      'session',
      'event',
      'event',
      'ask',
    ]);
    const userId = registered.ok ? registered.value.user.id : '';
    expect(userId).toMatch(/^usr_/);
    expect(ask.mock.calls[0]?.[0]).toBe('profile');
    expect(ask.mock.calls[0]?.[2]).toEqual({ input: { nickname: 'ada', userId } });
    expect(ask.mock.calls[0]?.[3]).toMatchObject({ viewerId: null, service: 'auth' });
    expect(store.addAccount.mock.calls).toEqual([
      [{ id: userId, createdAt: NOW, dateOfBirth: '1990-12-10', identifiers: [EMAIL], passwordHash: 'hash' }],
    ]);
    expect(store.openSession.mock.calls).toMatchObject([[{ userId, ip: '192.0.2.1' }]]);
    const event = { userId, nickname: 'ada', registeredAt: NOW.toISOString() };
    expect(store.announce.mock.calls).toEqual([
      [expect.objectContaining({ name: 'auth.user-registered', notifies: true }), event, NOW],
      [{ name: 'auth.birth-date-changed', notifies: false }, { userId, dateOfBirth: '1990-12-10' }, NOW],
    ]);
  });

  test('without a date of birth publishes none', async () => {
    const { register, store } = worldOf();
    await register();
    expect(store.announce.mock.calls).toEqual([
      [expect.objectContaining({ name: 'auth.user-registered' }), expect.anything(), NOW],
    ]);
  });

  test('answers when the profile is there, and when it cannot be made after three questions', async () => {
    const made = worldOf();
    await made.register();
    const documents = (world: ReturnType<typeof worldOf>) =>
      world.ask.mock.calls.map(([, document]) => /\{\s*(\w+)/.exec(document)?.[1]);
    expect(documents(made)).toEqual(['reserveNickname', 'registerProfile']);
    const [reserved, registered] = made.ask.mock.calls;
    expect(registered?.[2]).toEqual(reserved?.[2]);
    expect(registered?.[3]).toMatchObject({ viewerId: null, service: 'auth' });

    const away = worldOf();
    away.store.announce.mockImplementation(async () => {
      away.ask.mockRejectedValue(new Error('profile is away'));
    });
    expect(await away.register()).toMatchObject({ ok: true });
    expect(documents(away)).toEqual(['reserveNickname', ...Array(3).fill('registerProfile')]);
  });

  test('takes email and phone together', async () => {
    const { register, store } = worldOf();
    await register({ phone: '+4915112345678' });
    const identifiers = [EMAIL, { kind: 'PHONE', value: '+4915112345678' }];
    expect(store.addAccount.mock.calls[0]?.[0]).toMatchObject({ identifiers });
  });

  test.each<[string, Parameters<typeof worldOf>[0], object, string[]]>([
    ['over the limit', { wait: 42 }, { __typename: 'TooManyAttempts', retryAfter: 42 }, ['counted']],
    [
      'with an email in use',
      { taken: [EMAIL] },
      { __typename: 'IdentifierTaken', path: ['input', 'email'] },
      ['counted', 'looked'],
    ],
  ])('%s it stops before anything is hashed or reserved', async (_, given, refusal, steps) => {
    const world = worldOf(given);
    expect(await world.register()).toMatchObject({ ok: false, refusal });
    expect(world.steps).toEqual(steps);
  });

  test('somebody who was faster with the email is noticed when storing, and nothing is announced', async () => {
    const { register, steps } = worldOf({ clash: EMAIL });
    expect(await register()).toMatchObject({ refusal: { __typename: 'IdentifierTaken', path: ['input', 'email'] } });
    expect(steps.slice(-2)).toEqual(['account', 'ask']);
  });

  test('when storing fails the nickname is given up, so that another try can have it', async () => {
    const { register, store, ask } = worldOf();
    store.addAccount.mockRejectedValue(new Error('The database is away.'));

    await expect(register()).rejects.toThrow('The database is away.');

    const requests = ask.mock.calls.map(([, document, variables]) => [/\{\s*(\w+)/.exec(document)?.[1], variables]);
    // as: what was asked first reserves for somebody.
    const [[, { input }]] = requests as [[string, { input: { userId: string } }]];
    const { userId } = input;
    expect(requests).toEqual([
      ['reserveNickname', { input: { nickname: 'ada', userId } }],
      ['releaseNickname', { input: { userId } }],
    ]);
  });

  test.each(['NicknameTaken', 'InvalidInput'])(
    '%s of profile is passed on, and nothing is stored',
    async (__typename) => {
      const refusal = { __typename, message: 'No.', path: ['input', 'nickname'] };
      const { register, store } = worldOf({
        answer: () => ({ reserveNickname: { reserved: false, errors: [refusal] } }),
      });

      expect(await register()).toEqual({ ok: false, refusal, isReplay: false });

      expect(store.addAccount).not.toHaveBeenCalled();
    },
  );

  test('a made-up nickname is tried three times', async () => {
    const { register, ask } = worldOf({ answer: () => ({ reserveNickname: { reserved: false, errors: [] } }) });

    expect(await register({ nickname: null })).toMatchObject({ refusal: { __typename: 'NicknameTaken' } });

    expect(new Set(ask.mock.calls.map(([, , variables]) => JSON.stringify(variables))).size).toBe(3);
  });

  test.each<[string, () => object]>([
    [
      'cannot be asked',
      () => {
        throw fault('UNAVAILABLE', 'Away.');
      },
    ],
    ['answers nonsense', () => ({ reserveNickname: null })],
  ])('when profile %s it fails, and nothing is stored', async (_, answer) => {
    const { register, store } = worldOf({ answer });
    await expect(register()).rejects.toThrow();
    expect(store.addAccount).not.toHaveBeenCalled();
  });
});
