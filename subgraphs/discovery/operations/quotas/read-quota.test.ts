import { expect, test } from '@jest/globals';
import { createDecisionWorld, NOW } from '../../fixtures/decision-world.ts';
import { DAILY_LIMITS } from './limits.ts';
import { readQuota } from './read-quota.ts';

test('who has done nothing today has all, until midnight where their profile says that they are', async () => {
  const { context } = createDecisionWorld({ timezone: 'Asia/Tokyo' });
  expect(await readQuota(context)).toEqual({ ...DAILY_LIMITS, resetsAt: new Date('2026-12-01T15:00:00.000Z') });
});

test.each([[null], ['Nowhere/Here']])('it is midnight in UTC where the time zone is %s', async (timezone) => {
  const { context } = createDecisionWorld({ timezone });
  expect((await readQuota(context)).resetsAt).toEqual(new Date('2026-12-02T00:00:00.000Z'));
});

test('and when profile cannot be asked', async () => {
  const { context, ask } = createDecisionWorld({ timezone: 'Asia/Tokyo' });
  ask.mockRejectedValue(new Error('away'));
  expect((await readQuota(context)).resetsAt).toEqual(new Date('2026-12-02T00:00:00.000Z'));
});

test('a day that has begun ends as it was begun, and what is left is what was not used', async () => {
  const resetsAt = new Date(NOW.getTime() + 1);
  const { context, ask } = createDecisionWorld({ used: { likes: 1, superlikes: 5, rewinds: 0, resetsAt } });
  expect(await readQuota(context)).toEqual({ likes: 99, superlikes: 0, rewinds: 5, resetsAt });
  expect(ask).not.toHaveBeenCalled();
});
