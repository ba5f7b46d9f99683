import { expect, test } from '@jest/globals';
import type { DigestSpan } from '../../events.ts';
import { minutesOf } from '../preferences/quiet-hours.ts';
import { nextDigest } from './digest-times.ts';

const next = (span: DigestSpan, timeZone: string, at: string, now: string, more: object = {}): string =>
  nextDigest(
    span,
    { locale: 'en', timeZone, quietFrom: null, quietTo: null, digestAt: minutesOf(at) ?? 0, digestDay: 1, ...more },
    new Date(now),
  ).toISOString();

test.each<[string, DigestSpan, string, string, string, string]>([
  ['within an hour', 'HOURLY', 'UTC', '08:00', '2026-11-20T12:30:00.000Z', '2026-11-20T13:00:00.000Z'],
  ['at the full hour', 'HOURLY', 'UTC', '08:00', '2026-11-20T13:00:00.000Z', '2026-11-20T14:00:00.000Z'],
  ['just before it', 'HOURLY', 'UTC', '08:00', '2026-11-20T12:59:59.999Z', '2026-11-20T13:00:00.000Z'],
  ['half an hour off', 'HOURLY', 'Asia/Kolkata', '08:00', '2026-11-20T12:00:00.000Z', '2026-11-20T12:30:00.000Z'],
  ['in the morning', 'DAILY', 'UTC', '08:00', '2026-11-20T07:59:59.999Z', '2026-11-20T08:00:00.000Z'],
  ['at that very time', 'DAILY', 'UTC', '08:00', '2026-11-20T08:00:00.000Z', '2026-11-21T08:00:00.000Z'],
  ['Zurich in winter', 'DAILY', 'Europe/Zurich', '08:00', '2026-11-20T12:00:00.000Z', '2026-11-21T07:00:00.000Z'],
  ['Zurich in summer', 'DAILY', 'Europe/Zurich', '08:00', '2026-07-20T12:00:00.000Z', '2026-07-21T06:00:00.000Z'],
  ['another day there', 'DAILY', 'Pacific/Kiritimati', '08:00', '2026-11-20T09:00:00.000Z', '2026-11-20T18:00:00.000Z'],
  ['at midnight', 'DAILY', 'Europe/Zurich', '00:00', '2026-11-20T22:59:00.000Z', '2026-11-20T23:00:00.000Z'],
  // Europe: clocks go forward on 2026-03-29 at 01:00 UTC, back on 2026-10-25 at 01:00 UTC.
  ['a day of 23 hours', 'DAILY', 'Europe/Zurich', '08:00', '2026-03-28T12:00:00.000Z', '2026-03-29T06:00:00.000Z'],
  ['a day of 25 hours', 'DAILY', 'Europe/Zurich', '08:00', '2026-10-24T12:00:00.000Z', '2026-10-25T07:00:00.000Z'],
  ['a time that is skipped', 'DAILY', 'Europe/Zurich', '02:30', '2026-03-29T00:59:00.000Z', '2026-03-29T01:00:00.000Z'],
  ['after the skip', 'DAILY', 'Europe/Zurich', '02:30', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
  [
    'a time that comes twice',
    'DAILY',
    'Europe/Zurich',
    '02:30',
    '2026-10-25T00:00:00.000Z',
    '2026-10-25T00:30:00.000Z',
  ],
  ['between the two', 'DAILY', 'Europe/Zurich', '02:30', '2026-10-25T00:40:00.000Z', '2026-10-26T01:30:00.000Z'],
  ['in the hour again', 'DAILY', 'Europe/Zurich', '02:30', '2026-10-25T01:10:00.000Z', '2026-10-26T01:30:00.000Z'],
  ['midnight twice', 'DAILY', 'America/Havana', '00:30', '2026-11-01T05:10:00.000Z', '2026-11-02T05:30:00.000Z'],
  // 2026-11-20 is a Friday.
  ['a week', 'WEEKLY', 'UTC', '08:00', '2026-11-20T12:00:00.000Z', '2026-11-23T08:00:00.000Z'],
  ['on the day, before', 'WEEKLY', 'UTC', '08:00', '2026-11-23T07:00:00.000Z', '2026-11-23T08:00:00.000Z'],
  ['on the day, after', 'WEEKLY', 'UTC', '08:00', '2026-11-23T08:00:00.000Z', '2026-11-30T08:00:00.000Z'],
  ['over a change', 'WEEKLY', 'Europe/Zurich', '08:00', '2026-10-20T12:00:00.000Z', '2026-10-26T07:00:00.000Z'],
  ['Monday there', 'WEEKLY', 'Pacific/Auckland', '08:00', '2026-11-22T18:00:00.000Z', '2026-11-22T19:00:00.000Z'],
])('%s', (_, span, timeZone, at, now, expected) => {
  expect(next(span, timeZone, at, now)).toBe(expected);
});

test('the day of the week is the one that was chosen', () => {
  expect(next('WEEKLY', 'UTC', '08:00', '2026-11-20T12:00:00.000Z', { digestDay: 7 })).toBe('2026-11-22T08:00:00.000Z');
  expect(next('WEEKLY', 'UTC', '18:00', '2026-11-20T12:00:00.000Z', { digestDay: 5 })).toBe('2026-11-20T18:00:00.000Z');
});

test('all digests of a night leave when quiet hours end', () => {
  const quiet = { quietFrom: 22 * 60, quietTo: 7 * 60 };
  for (const hour of ['21', '22', '03'])
    expect(next('HOURLY', 'UTC', '08:00', `2026-11-${hour > '12' ? 20 : 21}T${hour}:30:00.000Z`, quiet)).toBe(
      '2026-11-21T07:00:00.000Z',
    );
});

test('over a year in a zone with changes there is one digest on each day', () => {
  const days = new Map<string, number>();
  let now = new Date('2026-01-01T12:00:00.000Z');
  while (now.getUTCFullYear() === 2026) {
    now = nextDigest(
      'DAILY',
      { locale: 'en', timeZone: 'Europe/Zurich', quietFrom: null, quietTo: null, digestAt: 150, digestDay: 1 },
      now,
    );
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Zurich' }).format(now);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  expect(days.size).toBeGreaterThanOrEqual(364);
  expect(new Set(days.values())).toEqual(new Set([1]));
});
