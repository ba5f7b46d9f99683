import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow, NOW, STALE_SESSION } from '../../fixtures/ada.ts';
import { telegram } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { linkIdentity } from './link-identity.ts';

const BY_PROVIDER = { state: 'secret', code: 'code' };
const BY_TELEGRAM = { initData: 'genuine' };
const ATTEMPT = {
  hash: 'hash',
  provider: 'corp',
  redirectUri: 'https://app.example.com/',
  userId: 'usr_ada',
  expiresAt: fromNow(600_000),
};
const STORE = {
  ...NOTICE,
  takeAttempt: async () => ATTEMPT,
  useProof: async () => true,
  addIdentity: async () => 'ADDED' as const,
};
const linking = (outcome: string) => ({ addIdentity: async () => outcome });

test.each([
  ['no input', {}, {}, 'InvalidInput'],
  ['a state without a code', { state: 'secret' }, {}, 'InvalidInput'],
  ['a code without a state', { code: 'code' }, {}, 'InvalidInput'],
  ['a provider and Telegram at once', { ...BY_PROVIDER, ...BY_TELEGRAM }, {}, 'InvalidInput'],
  ['a state and Telegram at once', { state: 'secret', ...BY_TELEGRAM }, {}, 'InvalidInput'],
  ['a stale proof of identity', BY_PROVIDER, { sessions: async () => [STALE_SESSION] }, 'ProofRequired'],
  ['a stale proof of identity', BY_TELEGRAM, { sessions: async () => [STALE_SESSION] }, 'ProofRequired'],
  ['an unknown attempt', BY_PROVIDER, { takeAttempt: async () => null }, 'InvalidOAuthAttempt'],
  [
    'an attempt of another user',
    BY_PROVIDER,
    { takeAttempt: async () => ({ ...ATTEMPT, userId: 'usr_eve' }) },
    'InvalidOAuthAttempt',
  ],
  [
    'an attempt of a visitor',
    BY_PROVIDER,
    { takeAttempt: async () => ({ ...ATTEMPT, userId: null }) },
    'InvalidOAuthAttempt',
  ],
  ['forged data', { initData: 'forged' }, {}, 'InvalidInitData'],
  ['used data', BY_TELEGRAM, { useProof: async () => false }, 'InvalidInitData'],
  ['an identity of another user', BY_PROVIDER, linking('TAKEN'), 'IdentityTaken'],
  ['an identity of another user', BY_TELEGRAM, linking('TAKEN'), 'IdentityTaken'],
  ['a second identity of one provider', BY_PROVIDER, linking('ANOTHER'), 'ProviderAlreadyLinked'],
])('%s is refused, and nobody is notified: %j', async (_, input, store, __typename) => {
  const { context, effects } = createOperationWorld({ store: { ...STORE, ...store } as object });
  expect(await linkIdentity(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(effects).not.toContain('recordEvents');
  expect(effects).not.toContain('signal auth.work');
});

test('an attempt is not consumed before a fresh proof', async () => {
  const { context, effects } = createOperationWorld({ store: { ...STORE, sessions: async () => [STALE_SESSION] } });
  await linkIdentity(context, BY_PROVIDER);
  expect(effects).toEqual([]);
});

test('Telegram without a bot is unavailable', async () => {
  const context = { telegram: { ...telegram, isConfigured: false } };
  const world = createOperationWorld({ store: STORE, context });
  expect(await linkIdentity(world.context, BY_TELEGRAM)).toMatchObject({
    refusal: { __typename: 'ProviderUnavailable', path: ['input', 'initData'] },
  });
  expect(await linkIdentity(world.context, BY_PROVIDER)).toMatchObject({ ok: true });
});

test.each([BY_PROVIDER, BY_TELEGRAM])('nothing is linked when no attempt is left: %j', async (input) => {
  const { context, effects } = createOperationWorld({ store: STORE, wait: 7 });
  expect(await linkIdentity(context, input)).toMatchObject({
    refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
  });
  expect(effects).toEqual([]);
});

test.each([
  [BY_PROVIDER, { provider: 'corp', subject: '1' }, /^oauth:.* right$/],
  [BY_TELEGRAM, { provider: 'telegram', subject: '42' }, /^link:usr_ada right$/],
])('%j is linked, and the user is notified', async (input, identity, attempt) => {
  const addIdentity = jest.fn<AuthStore['addIdentity']>(async () => 'ADDED');
  const { context, effects, attempts } = createOperationWorld({ store: { ...STORE, addIdentity } });
  expect(await linkIdentity(context, input)).toEqual({ ok: true, value: 'usr_ada' });
  expect(addIdentity.mock.calls).toEqual([[{ ...identity, userId: 'usr_ada', createdAt: NOW }]]);
  expect(effects).toEqual(expect.arrayContaining(['recordEvents', 'signal auth.work']));
  expect(attempts).toEqual([expect.stringMatching(attempt)]);
});

test('linking an identity again records nothing', async () => {
  const { context, effects } = createOperationWorld({ store: { ...STORE, ...linking('THEIRS') } as object });
  expect(await linkIdentity(context, BY_PROVIDER)).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects).not.toContain('recordEvents');
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS, store: STORE });
  await expect(linkIdentity(context, BY_PROVIDER)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
