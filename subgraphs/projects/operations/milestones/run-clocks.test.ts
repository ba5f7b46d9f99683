import { expect, test } from '@jest/globals';
import { contractOf, createHireWorld, fundedOf, inDays, milestoneOf, NOW } from '../../fixtures/hire-world.ts';
import { expire, runClocks } from './run-clocks.ts';

const submitted = fundedOf({ state: 'SUBMITTED', autoReleaseAt: NOW });
const idle = fundedOf({ startBy: NOW });
const due = { milestoneId: 'mst_1' };

test.each([
  ['submitted work is approved', submitted, { state: 'APPROVED', autoReleaseAt: null }, 'RELEASE'],
  ['what was not begun is refunded', idle, { state: 'FUNDED', startBy: null }, 'REFUND'],
  ['what was not funded is cancelled', milestoneOf({ fundBy: NOW }), { state: 'CANCELLED', fundBy: null }, undefined],
] as const)('%s when its time is over', async (_, milestone, expected, kind) => {
  const { store, state } = createHireWorld({ milestones: [milestone] });
  expect(await expire(store, due, NOW)).toBe(true);
  expect([state.milestones[0], state.move?.kind]).toMatchObject([expected, kind]);
});

test.each([
  ['its time is not over', {}, fundedOf({ state: 'SUBMITTED', autoReleaseAt: inDays(0.001) })],
  ['it was disputed meanwhile', {}, fundedOf({ state: 'DISPUTED', autoReleaseAt: NOW })],
  ['its money is on its way', {}, { ...submitted, moveId: 'emv_1' }],
  ['its contract is paused', { contract: contractOf({ pausedAt: NOW, state: 'PAUSED' }) }, idle],
  ['its contract is over', { contract: contractOf({ endedAt: NOW, state: 'CANCELLED' }) }, idle],
])('nothing happens when %s', async (_, facts, milestone) => {
  const { store, state } = createHireWorld({ ...facts, milestones: [milestone] });
  expect(await expire(store, due, NOW)).toBe(false);
  expect([state.milestones, state.move]).toEqual([[milestone], null]);
});

test('a paused contract does not keep submitted work from being approved', async () => {
  const { store } = createHireWorld({
    contract: contractOf({ pausedAt: NOW, state: 'PAUSED' }),
    milestones: [submitted],
  });
  expect(await expire(store, due, NOW)).toBe(true);
});

test('all that is due is worked on', async () => {
  const rows = [{ milestoneId: 'mst_1', contractId: 'ctr_1' }];
  const { context, state } = createHireWorld({ milestones: [submitted], store: { dueMilestones: async () => rows } });
  await runClocks(context, new AbortController().signal);
  expect([state.milestones[0]?.state, state.announced]).toEqual(['APPROVED', 1]);
});
