import { expect, test } from '@jest/globals';
import { createWorld, holdWith, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { releaseHold } from './release-hold.ts';

const worldWith = (hold: ReturnType<typeof holdWith> | null) => createWorld({ store: { lockHold: async () => hold } });

test('a live hold is released, once', async () => {
  const { context, store, announced } = worldWith(holdWith());
  expect(await releaseHold(context, { holdId: 'hld_1' })).toEqual({ ok: true, value: 'hld_1' });
  expect(store.releaseHold.mock.calls[0]).toMatchObject(['hld_1', { type: 'wallet.hold-released' }, {}, 'RELEASED']);
  expect(announced()).toEqual(['wal_ada']);
});

test('one whose time has passed has expired', async () => {
  const { context, store } = worldWith(holdWith({ expiresAt: NOW }));
  expect(refusalIn(await releaseHold(context, { holdId: 'hld_1' }))).toBe('ok');
  expect(store.releaseHold.mock.calls[0]).toMatchObject(['hld_1', { type: 'wallet.hold-expired' }, {}, 'EXPIRED']);
});

test.each([
  [null, 'NotFound holdId'],
  [holdWith({ domain: 'commerce' }), 'NotFound holdId'],
  [holdWith({ state: 'CAPTURED' }), 'HoldSettled holdId'],
  [holdWith({ state: 'RELEASED' }), 'ok'],
  [holdWith({ state: 'EXPIRED' }), 'ok'],
])('nothing changes with %p', async (hold, refusal) => {
  const { context, store, announced } = worldWith(hold);
  expect(refusalIn(await releaseHold(context, { holdId: 'hld_1' }))).toBe(refusal);
  expect([store.releaseHold.mock.calls, announced()]).toEqual([[], []]);
});
