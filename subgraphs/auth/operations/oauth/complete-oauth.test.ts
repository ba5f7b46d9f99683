import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { providers } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { completeOAuth } from './complete-oauth.ts';

const INPUT = { state: 'secret', code: 'code' };
const ATTEMPT = {
  hash: 'hash',
  provider: 'corp',
  redirectUri: 'https://app.example.com/',
  userId: null,
  expiresAt: fromNow(600_000),
};
const UNVERIFIED = { subject: '1', username: 'ada', email: { value: 'ada@example.org', isVerified: false } };
const WITHOUT_EMAIL = { ...UNVERIFIED, email: null };
const ADA_ACCOUNT = { userId: 'usr_ada', passwordHash: null };
const holder =
  (options: object = {}) =>
  async () => ({ userId: 'usr_ada', verifiedAt: NOW, ...options });

/** The first sign-in of an identity whose email nobody has. */
const FIRST = {
  takeAttempt: async () => ATTEMPT,
  userOfIdentity: async () => null,
  credentialOf: async () => null,
  addIdentityAccount: async () => true,
  openSession: async () => undefined,
  announce: async () => undefined,
};
/** An account with two-factor authentication off that has the email of the identity. */
const EXISTING = {
  ...FIRST,
  credentialOf: async () => ADA_ACCOUNT,
  holdSuspension: async () => null,
  holdIdentifier: holder(),
  addIdentity: async () => 'ADDED',
  recordEvents: async () => undefined,
};

const createWorld = (store: object, claims?: object) =>
  createOperationWorld({
    caller: ANONYMOUS,
    store,
    context: claims === undefined ? {} : { providers: { ...providers, redeem: async () => claims } },
  });

test('an attempt that cannot be redeemed is refused, and nobody is looked up', async () => {
  const { context, effects } = createWorld({ ...FIRST, takeAttempt: async () => null });
  expect(await completeOAuth(context, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidOAuthAttempt' },
  });
  expect(effects).toEqual(['takeAttempt']);
});

describe('a known identity', () => {
  const REGISTERED = { ...EXISTING, userOfIdentity: async () => 'usr_ada' };

  test('is signed in', async () => {
    const { context, effects } = createWorld(REGISTERED);
    expect(await completeOAuth(context, INPUT)).toMatchObject({ ok: true, value: { user: { id: 'usr_ada' } } });
    expect(effects).toEqual(['takeAttempt', 'userOfIdentity', 'holdSuspension', 'openSession']);
  });

  test('of a suspended user is refused', async () => {
    const { context, effects } = createWorld({
      ...REGISTERED,
      holdSuspension: async () => ({ since: NOW, until: null, reason: 'Spam.' }),
    });
    expect(await completeOAuth(context, INPUT)).toMatchObject({
      refusal: { __typename: 'AccountSuspended', reason: 'Spam.' },
    });
    expect(effects).not.toContain('openSession');
  });
});

describe('a first sign-in', () => {
  test.each([
    ['the verified email', undefined, { kind: 'EMAIL', value: 'ada@example.org' }],
    ['no unverified email', UNVERIFIED, null],
    ['no email', WITHOUT_EMAIL, null],
  ])('creates an account with %s', async (_, claims, address) => {
    const addIdentityAccount = jest.fn<AuthStore['addIdentityAccount']>(async () => true);
    const { context } = createWorld({ ...FIRST, addIdentityAccount }, claims);
    const outcome = await completeOAuth(context, INPUT);
    const userId = outcome.ok ? outcome.value.user.id : '';
    expect(userId).toMatch(/^usr_/);
    expect(addIdentityAccount.mock.calls).toEqual([
      [{ provider: 'corp', subject: '1', userId, createdAt: NOW }, address],
    ]);
  });

  test('with an email that both the provider and the account have verified links the account', async () => {
    const addIdentity = jest.fn<AuthStore['addIdentity']>(async () => 'ADDED');
    const { context, effects } = createWorld({ ...EXISTING, addIdentity });
    expect(await completeOAuth(context, INPUT)).toMatchObject({ ok: true, value: { user: { id: 'usr_ada' } } });
    expect(addIdentity.mock.calls).toEqual([[{ provider: 'corp', subject: '1', userId: 'usr_ada', createdAt: NOW }]]);
    expect(effects).toEqual(expect.arrayContaining(['recordEvents', 'openSession']));
  });

  test('with an identity that was linked meanwhile records no link', async () => {
    const { context, effects } = createWorld({ ...EXISTING, addIdentity: async () => 'THEIRS' });
    expect(await completeOAuth(context, INPUT)).toMatchObject({ ok: true });
    expect(effects).not.toContain('recordEvents');
  });

  const totp = { sealedSecret: '', confirmedAt: NOW };
  test.each([
    ['the provider has not verified the email', {}, UNVERIFIED],
    ['the account has not verified the email', { holdIdentifier: holder({ verifiedAt: null }) }, undefined],
    ['the email belongs to another account now', { holdIdentifier: holder({ userId: 'usr_eve' }) }, undefined],
    ['the email belongs to nobody now', { holdIdentifier: async () => null }, undefined],
    ['the account has two-factor authentication', { totpOf: async () => totp }, undefined],
    ['another identity of the provider is linked', { addIdentity: async () => 'ANOTHER' }, undefined],
    ['the identity was linked to another account', { addIdentity: async () => 'TAKEN' }, undefined],
  ])('asks to link the account when %s', async (_, store, claims) => {
    const { context, effects } = createWorld({ ...EXISTING, ...store }, claims);
    expect(await completeOAuth(context, INPUT)).toMatchObject({
      ok: false,
      refusal: { __typename: 'AccountLinkRequired', path: ['input', 'state'] },
    });
    expect(effects).not.toContain('openSession');
    expect(effects).not.toContain('recordEvents');
  });

  test('links an account whose two-factor authentication is not confirmed', async () => {
    const totpOf = async () => ({ ...totp, confirmedAt: null });
    const { context } = createWorld({ ...EXISTING, totpOf });
    expect(await completeOAuth(context, INPUT)).toMatchObject({ ok: true });
  });

  test('links no identity to a suspended account', async () => {
    const { context, effects } = createWorld({
      ...EXISTING,
      holdSuspension: async () => ({ since: NOW, until: null, reason: 'Spam.' }),
    });
    expect(await completeOAuth(context, INPUT)).toMatchObject({ refusal: { __typename: 'AccountSuspended' } });
    expect(effects).not.toContain('addIdentity');
  });

  test('that lost a race signs in to the account of the winner, or is refused when it lost again', async () => {
    const userOfIdentity = jest.fn(async () => 'usr_ada' as string | null).mockResolvedValueOnce(null);
    const lost = { ...EXISTING, credentialOf: async () => null, addIdentityAccount: async () => false };
    const winner = createWorld({ ...lost, userOfIdentity });
    expect(await completeOAuth(winner.context, INPUT)).toMatchObject({ ok: true, value: { user: { id: 'usr_ada' } } });
    expect(await completeOAuth(createWorld(lost).context, INPUT)).toMatchObject({
      refusal: { __typename: 'InvalidOAuthAttempt' },
    });
  });
});
