import { expect, test } from '@jest/globals';
import { createHireWorld, inDays } from '../../fixtures/hire-world.ts';
import { showReviews } from './show-reviews.ts';

test('reviews of contracts that ended 14 days ago are shown', async () => {
  const before: Date[] = [];
  const shown: unknown[] = [];
  const store = {
    hiddenReviews: async (at: Date) => {
      before.push(at);
      return ['ctr_1'];
    },
    showReviews: async (ids: unknown) => void shown.push(ids),
  };
  const { context, state } = createHireWorld({ store });
  await showReviews(context, new AbortController().signal);
  expect([before, shown, state.announced]).toEqual([[inDays(-14)], [['ctr_1']], 1]);
});
