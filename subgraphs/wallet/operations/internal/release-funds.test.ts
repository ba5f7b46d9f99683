import { expect, test } from '@jest/globals';
import { COMMERCE, createWorld, holdWith, refusalIn } from '../../fixtures/operation-world.ts';
import { releaseFunds } from './release-funds.ts';

const worldWith = (hold: ReturnType<typeof holdWith> | null) =>
  createWorld({ caller: COMMERCE, store: { lockHold: async () => hold } });

test.each([
  [holdWith({ domain: 'commerce' }), 'ok', ['wal_ada']],
  [holdWith({ domain: 'commerce', state: 'EXPIRED' }), 'ok', []],
  [holdWith({ domain: 'commerce', state: 'CAPTURED' }), 'HoldSettled holdId', []],
  [holdWith(), 'NotFound holdId', []],
  [null, 'NotFound holdId', []],
])('%p', async (hold, refusal, changed) => {
  const { context, announced } = worldWith(hold);
  expect(refusalIn(await releaseFunds(context, { holdId: 'hld_1', key: 'k' }))).toBe(refusal);
  expect(announced()).toEqual(changed);
});
