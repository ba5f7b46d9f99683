import { expect, test } from '@jest/globals';
import { adjustmentWith, createWorld, FINANCE } from '../../fixtures/operation-world.ts';
import { listAdjustments } from './list-adjustments.ts';

const store = { adjustmentPage: async () => [adjustmentWith()] };

test('finance sees all adjustments, others none', async () => {
  expect((await listAdjustments(createWorld({ caller: FINANCE, store }).context, {})).edges).toHaveLength(1);
  expect(() => listAdjustments(createWorld({ store }).context, {})).toThrow('`finance`');
});
