import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/hire-world.ts';
import { daysAfter } from './clocks.ts';

test('days have 24 hours, also backwards', () => {
  expect(daysAfter(NOW, 14).toISOString()).toBe('2031-03-15T12:00:00.000Z');
  expect(daysAfter(NOW, -30).toISOString()).toBe('2031-01-30T12:00:00.000Z');
});
