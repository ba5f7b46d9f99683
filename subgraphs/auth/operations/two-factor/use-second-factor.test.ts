import { describe, expect, jest, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { checkSecondFactor, consumeCode } from './use-second-factor.ts';

const { totp, totpBox, tokenHasher } = createOperationWorld().context;
const secret = totp.makeSecret();
const TOTP_ROW = { sealedSecret: totpBox.seal('usr_ada', Buffer.from(secret)), confirmedAt: NOW };
const CODE = new TOTP({ secret }).generate({ timestamp: NOW.getTime() });

const createStore = (isUnused = true) => ({
  useStep: jest.fn(async (..._: unknown[]) => isUnused),
  useRecoveryCode: jest.fn(async (..._: unknown[]) => isUnused),
});
const consume = (code: string, recovery: boolean, store = createStore()) =>
  consumeCode(createOperationWorld().context, 'usr_ada', TOTP_ROW, code, { recovery })(store);

describe('a code', () => {
  test.each([true, false])('of the app counts once: %j', async (isUnused) => {
    const store = createStore(isUnused);
    expect(await consume(CODE, false, store)).toBe(isUnused);
    expect(store.useStep).toHaveBeenCalledWith('usr_ada', TOTP_ROW.sealedSecret, NOW.getTime() / 30_000);
    expect(store.useRecoveryCode).not.toHaveBeenCalled();
  });

  test('for recovery counts in any letter case, where it is allowed', async () => {
    const store = createStore();
    expect(await consume('ABCD1234', true, store)).toBe(true);
    expect(store.useRecoveryCode).toHaveBeenCalledWith('usr_ada', tokenHasher.hash('abcd1234', 'usr_ada'));
    expect(await consume('ABCD1234', false)).toBe(false);
  });
});

describe('the second factor', () => {
  const check = (stored: object | null, code: string | null) =>
    checkSecondFactor(
      createOperationWorld({ store: { totpOf: async () => stored } as object }).context,
      'usr_ada',
      code,
    );

  test.each([
    ['off', null],
    ['not confirmed', { ...TOTP_ROW, confirmedAt: null }],
  ])('is not required while it is %s', async (_, stored) => {
    const store = createStore();
    expect(await (await check(stored, null))?.(store)).toBe(true);
    expect(store.useStep).not.toHaveBeenCalled();
  });

  test('is required while it is on, by a code of the app or a recovery code', async () => {
    expect(await check(TOTP_ROW, null)).toBeNull();
    const store = createStore();
    expect(await (await check(TOTP_ROW, CODE))?.(store)).toBe(true);
    expect(await (await check(TOTP_ROW, 'abcd1234'))?.(store)).toBe(true);
    expect(store.useStep).toHaveBeenCalledTimes(1);
    expect(store.useRecoveryCode).toHaveBeenCalledTimes(1);
  });
});
