import { describe, expect, jest, test } from '@jest/globals';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { ACCOUNT, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { signInAs, signUpAs } from './sign-in-by-identity.ts';

const IDENTITY = { provider: 'corp', subject: '1', username: 'ada', address: null };
const REFUSED = { ok: false, refusal: 'no' } as const;
const SIGN_UP = {
  addIdentityAccount: async () => true,
  openSession: async () => undefined,
  announce: async () => undefined,
};
const RESERVE = 'profile reserveNickname';
const RELEASE = 'profile releaseNickname';
const REGISTER = 'profile registerProfile';

describe('signing in', () => {
  const store = { holdSuspension: async () => null, openSession: async () => undefined };

  test('opens a session with the roles of the account, after the work of the caller', async () => {
    const issue = jest.fn(async (_: object) => 'signed');
    const { context, effects } = createOperationWorld({
      store: { ...store, accounts: async () => [{ ...ACCOUNT, roles: ['ADMIN'] }] },
      context: { accessTokens: { issue } },
    });
    const outcome = await signInAs(context, 'usr_ada', async () => {
      effects.push('work');
      return null;
    });
    expect(outcome).toMatchObject({ ok: true, value: { user: { id: 'usr_ada' } } });
    expect(issue).toHaveBeenCalledWith(expect.objectContaining({ scopes: ['admin'] }));
    expect(effects).toEqual(['work', 'holdSuspension', 'openSession']);
  });

  test('stops when the caller refuses', async () => {
    const { context, effects } = createOperationWorld({ store });
    expect(await signInAs(context, 'usr_ada', async () => REFUSED)).toBe(REFUSED);
    expect(effects).toEqual([]);
  });
});

describe('signing up', () => {
  test('stores account, session and event, and creates the profile with the username of the provider', async () => {
    const announce = jest.fn(async (..._: unknown[]) => undefined);
    const { context, effects } = createOperationWorld({ store: { ...SIGN_UP, announce } as object });
    const outcome = await signUpAs(context, IDENTITY, async () => null);
    const userId = outcome !== 'raced' && outcome.ok ? outcome.value.user.id : '';
    expect(announce.mock.calls).toEqual([
      [
        expect.objectContaining({ name: 'auth.user-registered' }),
        { userId, nickname: 'ada', registeredAt: NOW.toISOString() },
        NOW,
      ],
    ]);
    expect(effects).toEqual([RESERVE, 'addIdentityAccount', 'openSession', 'announce', REGISTER]);
  });

  test('publishes that an address which the provider vouches for is verified, without the address', async () => {
    const announce = jest.fn(async (..._: unknown[]) => undefined);
    const { context } = createOperationWorld({ store: { ...SIGN_UP, announce } as object });
    const address = { kind: 'EMAIL', value: 'ada@example.org' } as const;
    const outcome = await signUpAs(context, { ...IDENTITY, address }, async () => null);
    const userId = outcome !== 'raced' && outcome.ok ? outcome.value.user.id : '';
    expect(announce.mock.calls[1]).toEqual([
      { name: 'auth.contact-verified', notifies: false },
      { userId, kind: 'EMAIL', at: NOW.toISOString() },
      NOW,
    ]);
  });

  test('releases the nickname and stores no session when it lost a race', async () => {
    const { context, effects } = createOperationWorld({ store: { ...SIGN_UP, addIdentityAccount: async () => false } });
    expect(await signUpAs(context, IDENTITY, async () => null)).toBe('raced');
    expect(effects).toEqual([RESERVE, 'addIdentityAccount', RELEASE]);
  });

  test('rolls the account back and releases the nickname when the caller refuses', async () => {
    const { context, effects } = createOperationWorld({ store: SIGN_UP });
    expect(await signUpAs(context, IDENTITY, async () => REFUSED)).toBe(REFUSED);
    expect(effects).toEqual([RESERVE, 'addIdentityAccount', 'rollback', RELEASE]);
  });

  test('releases the nickname when storing fails', async () => {
    const openSession = jest.fn<AuthStore['openSession']>().mockRejectedValue(new Error('The database is gone.'));
    const { context, effects } = createOperationWorld({ store: { ...SIGN_UP, openSession } });
    await expect(signUpAs(context, IDENTITY, async () => null)).rejects.toThrow('The database is gone.');
    expect(effects.at(-1)).toBe(RELEASE);
  });

  test.each([
    ['that is taken', 'ada', 2],
    ['that the provider does not name', null, 1],
  ])('a username %s is replaced by a generated nickname', async (_, username, requests) => {
    const ask = jest.fn<CallDomain>(async (_, __, variables) => ({
      reserveNickname: { reserved: !JSON.stringify(variables).includes('"ada"'), errors: [] },
    }));
    const { context } = createOperationWorld({ store: SIGN_UP, context: { ask } });
    expect(await signUpAs(context, { ...IDENTITY, username }, async () => null)).toMatchObject({ ok: true });
    const reservations = ask.mock.calls.filter(([, document]) => document.includes('reserveNickname'));
    expect(reservations).toHaveLength(requests);
    expect(reservations.at(-1)?.[2]).toMatchObject({ input: { nickname: expect.stringMatching(/^user/) } });
  });

  test('fails before anything is stored when no nickname can be reserved', async () => {
    const ask = async () => ({ reserveNickname: { reserved: false, errors: [] } });
    const { context, effects } = createOperationWorld({ store: SIGN_UP, context: { ask } });
    await expect(signUpAs(context, IDENTITY, async () => null)).rejects.toThrow('no nickname could be reserved');
    expect(effects).toEqual([]);
  });
});
