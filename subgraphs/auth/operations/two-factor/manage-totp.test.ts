import { describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { confirmTotp, disableTotp, enrollTotp } from './manage-totp.ts';

const stale = async () => [STALE_SESSION];

/** A world whose user has a secret, and the code of the app at its instant. */
function enrolled(confirmedAt: Date | null, options: Parameters<typeof createOperationWorld>[0] = {}) {
  const { totp, totpBox } = createOperationWorld().context;
  const secret = totp.makeSecret();
  const stored = { sealedSecret: totpBox.seal('usr_ada', Buffer.from(secret)), confirmedAt };
  const store = { totpOf: async () => stored, useStep: async () => true, ...NOTICE, ...options.store };
  const code = new TOTP({ secret }).generate({ timestamp: NOW.getTime() });
  return { ...createOperationWorld({ ...options, store }), code };
}

describe('enrolling', () => {
  test.each([
    ['a stale proof of identity', { sessions: stale }, 'ProofRequired'],
    ['a factor that is on', { putTotp: async () => false }, 'TotpAlreadyEnabled'],
  ])('%s is refused', async (_, store, __typename) => {
    const world = createOperationWorld({ store });
    expect(await enrollTotp(world.context)).toMatchObject({ ok: false, refusal: { __typename } });
  });

  test('gives ten different recovery codes, of which only hashes are stored', async () => {
    const hashes: string[] = [];
    const putTotp = async (_: string, __: string, given: readonly string[]) => hashes.push(...given) > 0;
    const outcome = await enrollTotp(createOperationWorld({ store: { putTotp } }).context);
    const codes = outcome.ok && 'recoveryCodes' in outcome.value ? outcome.value.recoveryCodes : [];
    expect(new Set(codes).size).toBe(10);
    expect(hashes).toHaveLength(10);
    expect(hashes).not.toEqual(expect.arrayContaining([codes[0]]));
  });
});

describe('confirming', () => {
  test('a factor that was not enrolled is not found', async () => {
    const { context } = createOperationWorld();
    expect(await confirmTotp(context, { code: '123456' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
  });

  test.each([
    ['a confirmed factor', NOW, {}, 'TotpAlreadyEnabled'],
    ['a stale proof of identity', null, { store: { sessions: stale } }, 'ProofRequired'],
    ['a code that was used', null, { store: { useStep: async () => false } }, 'InvalidToken'],
    ['an attempt over the limit', null, { wait: 7 }, 'TooManyAttempts'],
  ])('%s is refused', async (_, confirmedAt, options, __typename) => {
    const { context, effects, code } = enrolled(confirmedAt, options);
    expect(await confirmTotp(context, { code })).toMatchObject({ ok: false, refusal: { __typename } });
    expect(effects).not.toContain('confirmTotp');
  });

  test('the code of the app turns the factor on', async () => {
    const { context, effects, code } = enrolled(null, { store: { confirmTotp: async () => undefined } });
    expect(await confirmTotp(context, { code })).toEqual({ ok: true, value: 'usr_ada' });
    expect(effects).toEqual(expect.arrayContaining(['useStep', 'confirmTotp', 'recordEvents']));
  });
});

describe('disabling', () => {
  test.each([
    ['a factor that is not on', null, {}, 'NotFound'],
    ['a wrong recovery code', NOW, { store: { useRecoveryCode: async () => false } }, 'InvalidToken'],
  ])('%s is refused', async (_, confirmedAt, options, __typename) => {
    const { context, effects } = enrolled(confirmedAt, options);
    expect(await disableTotp(context, { code: 'wrong' })).toMatchObject({ ok: false, refusal: { __typename } });
    expect(effects).not.toContain('removeTotp');
  });

  test('a recovery code is enough', async () => {
    const store = { useRecoveryCode: async () => true, removeTotp: async () => undefined };
    const { context, effects } = enrolled(NOW, { store });
    expect(await disableTotp(context, { code: 'recovery' })).toEqual({ ok: true, value: 'usr_ada' });
    expect(effects).toEqual(expect.arrayContaining(['useRecoveryCode', 'removeTotp', 'recordEvents']));
  });
});

test.each([
  ['enrolling', (context: Context) => enrollTotp(context)],
  ['confirming', (context: Context) => confirmTotp(context, { code: '123456' })],
  ['disabling', (context: Context) => disableTotp(context, { code: '123456' })],
])('%s asks a visitor to sign in', async (_, operation) => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(operation(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
type Context = ReturnType<typeof createOperationWorld>['context'];
