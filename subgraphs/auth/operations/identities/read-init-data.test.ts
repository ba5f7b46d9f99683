import { describe, expect, jest, test } from '@jest/globals';
import { fromNow } from '../../fixtures/ada.ts';
import { telegram } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { readInitData, validateInitData } from './read-init-data.ts';

const WINDOW_MS = 300_000;
const INPUT = { initData: 'genuine' };
const worldAt = (offsetMs: number, store: object = {}) =>
  createOperationWorld({ store, context: { now: () => fromNow(offsetMs) } }).context;

describe('reading', () => {
  test.each([
    [0, true],
    [WINDOW_MS - 1, true],
    [WINDOW_MS, false],
    // A clock may be 30 seconds ahead of ours.
    [-30_000, true],
    [-30_001, false],
  ])('data signed %i ms ago: %j', (ageMs, isValid) => {
    expect(readInitData(worldAt(ageMs), INPUT)).toEqual(
      isValid
        ? expect.objectContaining({ subject: '42', fingerprint: 'fingerprint', expiresAt: fromNow(WINDOW_MS) })
        : null,
    );
  });

  test.each([{}, { initData: 'forged' }])('%j is refused', (input) => {
    expect(readInitData(worldAt(0), input)).toBeNull();
  });

  test('data that is too long is not verified', () => {
    const read = jest.fn(telegram.read);
    const { context } = createOperationWorld({ context: { telegram: { ...telegram, read } } });
    expect(readInitData(context, { initData: 'x'.repeat(8_193) })).toBeNull();
    expect(read).not.toHaveBeenCalled();
    readInitData(context, { initData: 'x'.repeat(8_192) });
    expect(read).toHaveBeenCalledTimes(1);
  });
});

describe('validating', () => {
  test.each([
    ['forged data', 'forged', false],
    ['used data', 'genuine', true],
  ])('%s is not valid', async (_, initData, isUsed) => {
    expect(await validateInitData(worldAt(0, { isProofUsed: async () => isUsed }), initData)).toEqual({
      valid: false,
      telegramId: null,
      username: null,
      expiresAt: null,
    });
  });

  test('genuine data is valid and is not consumed', async () => {
    const { context, effects } = createOperationWorld({ store: { isProofUsed: async () => false } });
    expect(await validateInitData(context, 'genuine')).toEqual({
      valid: true,
      telegramId: '42',
      username: 'ada',
      expiresAt: fromNow(WINDOW_MS),
    });
    expect(effects).toEqual(['isProofUsed']);
  });
});
