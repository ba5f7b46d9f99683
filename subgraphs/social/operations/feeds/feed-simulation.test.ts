import { expect, test } from '@jest/globals';
import { simulateFeeds } from '../../fixtures/feed-simulation.ts';

test.each([1, 2, 3])('what the formula shows earns half as many likes again as what is newest (seed %i)', (seed) => {
  const { latest, ranked } = simulateFeeds(seed);
  expect(latest).toBeGreaterThan(0);
  expect(ranked / latest).toBeGreaterThanOrEqual(1.5);
});
