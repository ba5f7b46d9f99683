import { expect, test } from '@jest/globals';
import { requireVersion } from './require-version.ts';

test.each([170_000, 170_004, 180_001])('PostgreSQL %i is new enough', (version) => {
  expect(() => requireVersion(version)).not.toThrow();
});

test('an older PostgreSQL is named with the oldest that will do', () => {
  expect(() => requireVersion(150_012)).toThrow('PostgreSQL 17 or newer is required; the server runs 15.12.');
  expect(() => requireVersion(160_009)).toThrow('the server runs 16.9.');
});
