import { expect, test } from '@jest/globals';
import { nextMidnight } from './next-midnight.ts';

test.each([
  ['UTC', '2026-12-01T07:00:00.000Z', '2026-12-02T00:00:00.000Z'],
  ['UTC', '2026-12-01T00:00:00.000Z', '2026-12-02T00:00:00.000Z'],
  ['Europe/Zurich', '2026-12-01T22:59:59.999Z', '2026-12-01T23:00:00.000Z'],
  ['Europe/Zurich', '2026-12-01T23:00:00.000Z', '2026-12-02T23:00:00.000Z'],
  // Days of 23 and of 25 hours.
  ['Europe/Zurich', '2027-03-27T23:30:00.000Z', '2027-03-28T22:00:00.000Z'],
  ['Europe/Zurich', '2027-10-30T22:30:00.000Z', '2027-10-31T23:00:00.000Z'],
  ['Asia/Kathmandu', '2026-12-01T07:00:00.000Z', '2026-12-01T18:15:00.000Z'],
])('in %s the day of %s ends at %s', (timeZone, now, expected) => {
  expect(nextMidnight(timeZone, new Date(now)).toISOString()).toBe(expected);
});
