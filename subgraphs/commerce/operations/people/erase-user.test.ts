import { expect, test } from '@jest/globals';
import type { CommerceStore } from '../../repository/index.ts';
import { eraseUser } from './erase-user.ts';

const AT = new Date('2030-01-01T00:00:00Z');

/** Erases a seller with these products, and then with none; returns the steps and what was published. */
async function erase(onSale: readonly string[]) {
  const published: unknown[] = [];
  let isComplete = false;
  const store = {
    eraseOffers: async () => {
      const files = [{ subjectId: 'prv_1', ownerId: 'usr_2', fileIds: ['fil_1'] }];
      const step = { onSale: isComplete ? [] : onSale, reviewFiles: isComplete ? [] : files, isComplete };
      isComplete = true;
      return step;
    },
    eraseReviews: async () => ({ productIds: [], isComplete: true }),
    announce: async (_type: unknown, { fileIds }: { fileIds: unknown }) => void published.push(fileIds),
    enqueueWork: async () => undefined,
    refreshRatings: async () => undefined,
    announceAll: async (_type: unknown, facts: readonly unknown[]) => void published.push(...facts),
    // as: the operation calls no more than these.
  } as unknown as CommerceStore;
  const steps = [
    await eraseUser({ now: () => AT }, store, 'usr_1'),
    await eraseUser({ now: () => AT }, store, 'usr_1'),
  ];
  return { steps, published };
}

test('what was on sale of a person is published as archived, files of its reviews are released, and nothing is left', async () => {
  expect(await erase(['prd_1'])).toEqual({
    steps: [{ isComplete: false }, { isComplete: true }],
    published: [{ productId: 'prd_1', sellerId: 'usr_1', at: AT.toISOString() }, ['fil_1']],
  });
});
