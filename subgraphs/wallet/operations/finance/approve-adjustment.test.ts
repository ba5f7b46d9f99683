import { expect, jest, test } from '@jest/globals';
import {
  accountWith,
  adjustmentWith,
  createWorld,
  FINANCE,
  refusalIn,
  refused,
} from '../../fixtures/operation-world.ts';
import { approveAdjustment } from './approve-adjustment.ts';

const input = { adjustmentId: 'adj_1' };

function worldWith(adjustment: ReturnType<typeof adjustmentWith> | null, more: object = {}) {
  const noteApproval = jest.fn(async (..._: unknown[]) => undefined);
  const visibleAccounts = async () => [accountWith({ kind: 'LOSSES', ownerId: null }), accountWith()];
  const store = { lockAdjustment: async () => adjustment, visibleAccounts, noteApproval, ...more };
  return { ...createWorld({ caller: FINANCE, store }), noteApproval };
}

test('another person posts what was proposed, once, and it is audited', async () => {
  const { context, orders, noteApproval, store } = worldWith(adjustmentWith());
  expect(await approveAdjustment(context, input)).toEqual({ ok: true, value: 'adj_1' });
  expect(orders()).toMatchObject([
    {
      ...{ kind: 'ADJUSTMENT', effectKey: 'adjustment:adj_1', actorId: 'usr_leo' },
      postings: [
        { party: { system: 'LOSSES' }, amount: -50n },
        { party: { accountId: 'wal_ada' }, amount: 50n },
      ],
    },
  ]);
  expect(noteApproval.mock.calls[0]?.slice(0, 3)).toEqual(['adj_1', 'usr_leo', 'wtx_9']);
  expect(store.recordAudit.mock.calls[0]?.[1]).toMatchObject({ action: 'approveAdjustment', subjectId: 'adj_1' });
});

test.each([
  [null, 'NotFound adjustmentId'],
  [adjustmentWith({ requesterId: 'usr_leo' }), 'NotPermitted adjustmentId'],
  [adjustmentWith({ state: 'APPROVED' }), 'InvalidState adjustmentId'],
])('%p is refused', async (adjustment, refusal) => {
  const { context, orders } = worldWith(adjustment);
  expect(refusalIn(await approveAdjustment(context, input))).toBe(refusal);
  expect(orders()).toEqual([]);
});

test.each([
  [refused('INSUFFICIENT'), 'InsufficientFunds amount'],
  [refused('CLOSED', 1), 'AccountClosed adjustmentId'],
])('what the ledger refuses stays pending: %p', async (outcome, refusal) => {
  const { context, noteApproval } = worldWith(adjustmentWith(), { insertTransaction: async () => outcome });
  expect(refusalIn(await approveAdjustment(context, input))).toBe(refusal);
  expect(noteApproval).not.toHaveBeenCalled();
});
