import { expect, test } from '@jest/globals';
import { ageOn, birthDatesOf } from './age.ts';

test.each([
  ['2008-12-01', '2026-12-01', 18],
  ['2008-12-02', '2026-12-01', 17],
  ['2004-02-29', '2026-02-28', 21],
  ['2004-02-29', '2026-03-01', 22],
])('whoever was born on %s is on %s of age %d', (birthDate, today, age) => {
  expect(ageOn(birthDate, new Date(`${today}T12:00:00Z`))).toBe(age);
});

test('the birth dates of a range are those of its ages, on every day of four years', () => {
  for (let day = Date.parse('2024-01-01T12:00:00Z'); day < Date.parse('2028-01-01'); day += 86_400_000) {
    const now = new Date(day);
    const { after, until } = birthDatesOf({ min: 20, max: 22 }, now);
    const nextDay = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect([now, ageOn(until, now), ageOn(nextDay(until), now)]).toEqual([now, 20, 19]);
    expect([now, ageOn(nextDay(after), now), ageOn(after, now)]).toEqual([now, 22, 23]);
  }
});
