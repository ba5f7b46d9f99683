import { expect, test } from '@jest/globals';
import { availableUnits } from './available-units.ts';

test.each([
  ['DENY', 5n],
  ['BACKORDER', null],
  ['UNTRACKED', null],
] as const)('of 7 on hand and 2 reserved, %s leaves %s', (stockPolicy, available) => {
  expect(availableUnits({ stockPolicy, onHand: 7n, reserved: 2n })).toBe(available);
});
