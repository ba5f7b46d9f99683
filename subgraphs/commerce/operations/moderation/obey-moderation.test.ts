import { expect, test } from '@jest/globals';
import { createCatalogue, NOW } from '../../fixtures/catalogue-operations.ts';
import { obeyModeration } from './obey-moderation.ts';

test.each([
  ['prd_1', 'HIDE', ['commerce.file-access-ended']],
  ['prd_1', 'RESTORE', ['commerce.file-access-restored']],
  ['prd_1', 'REMOVE', ['commerce.file-access-ended', 'commerce.product-archived']],
  ['prv_1', 'HIDE', ['commerce.file-access-ended']],
  ['prv_1', 'REMOVE', ['commerce.file-access-ended']],
  ['prv_2', 'REMOVE', []],
] as const)('%s: %s publishes %j', async (subjectId, decision, events) => {
  const { context, store, published } = createCatalogue();
  const afterCommit = await obeyModeration(context, store as never, { subjectId, decision, at: NOW });
  await afterCommit();
  expect(published()).toEqual(events);
  expect(store.deleteReview).toHaveBeenCalledTimes(subjectId === 'prv_1' && decision === 'REMOVE' ? 1 : 0);
  // What moderators hide does not count.
  expect(store.refreshRatings).toHaveBeenCalledTimes(subjectId === 'prv_1' ? 1 : 0);
});
