import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { createPasskeys } from '../../adapters/passkeys.ts';
import { createTokenHasher } from '../../adapters/token-hasher.ts';
import { startPasskeyLogin } from '../passkeys/log-in-with-passkey.ts';
import { startPasskeyRegistration } from '../passkeys/register-passkey.ts';
import { startOAuth } from './start-oauth.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const APP = 'https://app.example.com/';
const INPUT = { provider: 'corp', redirectUri: APP };

type Needs = Parameters<typeof startOAuth>[0] &
  Parameters<typeof startPasskeyRegistration>[0] &
  Parameters<typeof startPasskeyLogin>[0];

function worldOf({ wait = null as number | null, viewerId = null as string | null } = {}) {
  const authorizationUrl = jest.fn<Needs['providers']['authorizationUrl']>(async () => 'https://id.example.com/');
  const putAttempt = jest.fn<Needs['repository']['putAttempt']>(async () => undefined);
  const putPasskeyChallenge = jest.fn<Needs['repository']['putPasskeyChallenge']>(async () => undefined);
  const signInStart = jest.fn<Needs['attempts']['signInStart']>(async () => wait);
  const needs = {
    caller: { ...ANONYMOUS, viewerId },
    client: { ip: '192.0.2.1', device: null },
    now: () => NOW,
    attempts: { signInStart, proof: async () => null },
    tokenHasher: createTokenHasher('a secret of at least 32 characters'),
    providers: { names: ['corp'], allowsRedirect: (uri: string) => uri === APP, authorizationUrl },
    passkeyRules: createPasskeys({ rpId: 'example.com', rpName: 'Example', origins: [APP] }),
    repository: {
      putAttempt,
      putPasskeyChallenge,
      accounts: async () => [null],
      passkeys: async () => [[]],
    },
  };
  // as: signInStart reaches for no more than this.
  const context = needs as unknown as Needs;
  return { context, signInStart, authorizationUrl, putAttempt, putPasskeyChallenge };
}

const STARTS = {
  startOAuth: (context: Needs) => startOAuth(context, INPUT),
  startPasskeyRegistration,
  startPasskeyLogin,
} satisfies Record<string, (context: Needs) => Promise<unknown>>;

describe.each(Object.entries(STARTS))('%s', (_, start) => {
  test('from an address that began too many is refused, and nobody is asked and nothing stored', async () => {
    const world = worldOf({ wait: 7, viewerId: 'usr_1' });
    const refusal = expect.objectContaining({ __typename: 'TooManyAttempts', retryAfter: 7 });
    expect(await start(world.context)).toEqual({ ok: false, refusal });
    expect(world.signInStart).toHaveBeenCalledWith('192.0.2.1');
    for (const work of [world.authorizationUrl, world.putAttempt, world.putPasskeyChallenge])
      expect(work).not.toHaveBeenCalled();
  });
});

test.each([
  ['an unknown provider', { ...INPUT, provider: 'other' }, 'ProviderUnavailable', 'provider'],
  ['a provider name that is too long', { ...INPUT, provider: 'x'.repeat(41) }, 'InvalidInput', 'provider'],
  [
    'a redirect URI that is not allowed',
    { ...INPUT, redirectUri: 'https://evil.example/' },
    'InvalidInput',
    'redirectUri',
  ],
  ['a redirect URI that is too long', { ...INPUT, redirectUri: 'x'.repeat(2_001) }, 'InvalidInput', 'redirectUri'],
])('%s is refused, and no attempt is counted', async (_, input, __typename, field) => {
  const world = worldOf();
  expect(await startOAuth(world.context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', field] },
  });
  expect(world.signInStart).not.toHaveBeenCalled();
});

test('an attempt is kept for ten minutes, under the hash of its secret, with who began it', async () => {
  const world = worldOf({ viewerId: 'usr_1' });
  const started = await startOAuth(world.context, INPUT);
  const [attempt] = world.putAttempt.mock.calls[0] ?? [];
  expect(attempt).toMatchObject({ provider: 'corp', redirectUri: APP, userId: 'usr_1' });
  expect(attempt?.expiresAt).toEqual(new Date('2031-03-01T12:10:00.000Z'));
  const [, binding] = world.authorizationUrl.mock.calls[0] ?? [];
  expect(binding?.state).toBe(attempt?.hash);
  const secret = started.ok ? started.value.state : '';
  const exposed = [...Object.values(binding ?? {}), ...Object.values(attempt ?? {})];
  expect(secret).toHaveLength(43);
  expect(exposed).not.toContain(secret);
  expect(new Set(Object.values(binding ?? {})).size).toBe(3);
});

test('nothing is kept when the provider cannot be asked', async () => {
  const world = worldOf();
  world.authorizationUrl.mockRejectedValue(new Error('away'));
  await expect(startOAuth(world.context, INPUT)).rejects.toThrow('away');
  expect(world.putAttempt).not.toHaveBeenCalled();
});

test('a challenge is kept for five minutes, by its hash', async () => {
  const world = worldOf();
  const started = await startPasskeyLogin(world.context);
  const [stored] = world.putPasskeyChallenge.mock.calls[0] ?? [];
  expect(stored).toMatchObject({ purpose: 'SIGN_IN', userId: null, expiresAt: new Date('2031-03-01T12:05:00.000Z') });
  const { challenge } = JSON.parse(started.ok ? started.value : '{}');
  expect(challenge).toHaveLength(43);
  expect(stored?.hash).not.toContain(challenge);
});
