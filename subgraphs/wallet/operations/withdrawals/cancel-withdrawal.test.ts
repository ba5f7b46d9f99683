import { expect, test } from '@jest/globals';
import { createBookingWorld, withdrawalOf } from '../../fixtures/booking-world.ts';
import { createCallContext } from '../../fixtures/call-world.ts';
import type { Withdrawal } from '../../repository/index.ts';
import { cancelWithdrawal } from './cancel-withdrawal.ts';

const INPUT = { withdrawalId: 'wdr_1', idempotencyKey: 'k' };

const worldOf = (withdrawal: Withdrawal) => {
  const world = createBookingWorld({ withdrawal, hold: { amount: 2_000n } });
  return { ...world, ...createCallContext(world.store) };
};

test('a withdrawal that was not sent is cancelled, and its money is available again', async () => {
  const { context, withdrawal, calls } = worldOf(withdrawalOf());
  expect(await cancelWithdrawal(context, INPUT)).toMatchObject({ ok: true, isReplay: false });
  expect(withdrawal()?.state).toBe('CANCELLED');
  expect(calls).toEqual([
    ['releaseHold', 'hld_1'],
    ['removeSpent', 'wal_ada', 2_000n],
  ]);
});

test.each(['SUBMITTED', 'PAID', 'FAILED', 'CANCELLED'] as const)('one that is %s stays so', async (state) => {
  const { context, calls } = worldOf(withdrawalOf({ state }));
  const refusal = { __typename: 'InvalidState', from: state, allowed: ['REQUESTED'] };
  expect(await cancelWithdrawal(context, INPUT)).toMatchObject({ ok: false, refusal });
  expect(calls).toEqual([]);
});

test.each([
  ['of somebody else', withdrawalOf({ ownerId: 'usr_ben' }), INPUT],
  ['that does not exist', withdrawalOf(), { ...INPUT, withdrawalId: 'wdr_2' }],
])('one %s is not found', async (_, withdrawal, input) => {
  const { context, calls } = worldOf(withdrawal);
  expect(await cancelWithdrawal(context, input)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
  expect(calls).toEqual([]);
});
