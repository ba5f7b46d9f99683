import { expect, test } from '@jest/globals';
import { obeyReviewDecision } from './obey-review-decision.ts';

test.each([
  ['HIDE', []],
  ['RESTORE', []],
  ['REMOVE', ['crv_1']],
] as const)('%s', async (decision, expected) => {
  const removed: string[] = [];
  await obeyReviewDecision({ removeReview: async (id) => void removed.push(id) }, { subjectId: 'crv_1', decision });
  expect(removed).toEqual(expected);
});
