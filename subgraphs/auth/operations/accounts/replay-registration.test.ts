import { describe, expect, test } from '@jest/globals';
import { ACCOUNT } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { assignUserId, type Registration, replayRegistration } from './replay-registration.ts';

const GIVEN: Registration = {
  identifiers: [{ kind: 'PHONE', value: '+4915112345678' }],
  password: 'right',
  nickname: 'ada',
  dateOfBirth: null,
  idempotencyKey: 'key',
};
const TAKEN = { ok: false, refusal: { __typename: 'IdentifierTaken', path: ['input', 'phone'] } };

const replay = (store: Partial<AuthStore> = {}, password = GIVEN.password) => {
  const world = createOperationWorld({
    store: {
      accounts: async () => [ACCOUNT],
      holdPassword: async () => true,
      holdSuspension: async () => null,
      openSession: async () => undefined,
      ...store,
    },
  });
  return { ...world, result: replayRegistration(world.context, ACCOUNT.id, { ...GIVEN, password }) };
};

describe('replaying a registration', () => {
  test('opens another session of the account', async () => {
    const { result, effects } = replay();
    expect(await result).toMatchObject({ ok: true, value: { user: { id: ACCOUNT.id } } });
    expect(effects).toEqual(['holdPassword', 'holdSuspension', 'openSession']);
  });

  test('is nothing when the account was not created', async () => {
    expect(await replay({ accounts: async () => [null] }).result).toBeNull();
    expect(await replay({ passwordHash: async () => null }).result).toBeNull();
  });

  test('with another password is a conflict and opens nothing', async () => {
    const { result, effects } = replay({}, 'wrong');
    expect(await result).toMatchObject({ ok: false, refusal: { __typename: 'IdempotencyConflict' } });
    expect(effects).toEqual([]);
  });

  test.each<[string, Partial<AuthStore>]>([
    ['has two factors', { totpOf: async () => ({ sealedSecret: 'sealed', confirmedAt: new Date(0) }) }],
    ['got another password meanwhile', { holdPassword: async () => false }],
    ['is suspended', { holdSuspension: async () => ({ reason: 'spam', since: new Date(0), until: null }) }],
  ])('of an account that %s opens nothing', async (_, store) => {
    const { result, effects } = replay(store);
    expect(await result).toMatchObject(TAKEN);
    expect(effects).not.toContain('openSession');
  });

  test('is possible while the second factor is not confirmed', async () => {
    const totpOf = async () => ({ sealedSecret: 'sealed', confirmedAt: null });
    expect(await replay({ totpOf }).result).toMatchObject({ ok: true });
  });
});

test('without a key every request registers another user, and stores nothing', async () => {
  const { context, effects } = createOperationWorld();
  const given = { ...GIVEN, idempotencyKey: null };
  const [one, other] = [await assignUserId(context, given), await assignUserId(context, given)];
  expect([one.isReplay, other.isReplay]).toEqual([false, false]);
  expect(one.ok && other.ok && one.value.userId !== other.value.userId).toBe(true);
  expect(effects).toEqual([]);
});
