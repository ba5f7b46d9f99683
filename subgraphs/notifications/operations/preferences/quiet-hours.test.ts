import { expect, test } from '@jest/globals';
import { isTimeZone, minutesOf, quietUntil, timeOf } from './quiet-hours.ts';

const until = (timeZone: string, from: string, to: string, now: string): string | null =>
  quietUntil({ timeZone, quietFrom: minutesOf(from), quietTo: minutesOf(to) }, new Date(now))?.toISOString() ?? null;

test.each([
  ['before a night', 'UTC', '22:00', '07:00', '2026-11-20T21:59:59.999Z', null],
  ['the first quiet minute', 'UTC', '22:00', '07:00', '2026-11-20T22:00:00.000Z', '2026-11-21T07:00:00.000Z'],
  ['after midnight', 'UTC', '22:00', '07:00', '2026-11-21T06:59:59.000Z', '2026-11-21T07:00:00.000Z'],
  ['the first minute after', 'UTC', '22:00', '07:00', '2026-11-21T07:00:00.000Z', null],
  ['within a day', 'UTC', '12:00', '13:30', '2026-11-20T12:30:00.000Z', '2026-11-20T13:30:00.000Z'],
  ['outside of it', 'UTC', '12:00', '13:30', '2026-11-20T13:30:00.000Z', null],
  ['until midnight', 'UTC', '22:00', '00:00', '2026-11-20T23:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['Zurich in winter', 'Europe/Zurich', '22:00', '07:00', '2026-11-20T21:30:00.000Z', '2026-11-21T06:00:00.000Z'],
  ['Zurich in summer', 'Europe/Zurich', '22:00', '07:00', '2026-07-20T20:30:00.000Z', '2026-07-21T05:00:00.000Z'],
  ['half an hour off', 'Asia/Kolkata', '22:00', '07:00', '2026-11-20T17:00:00.000Z', '2026-11-21T01:30:00.000Z'],
  ['another day there', 'Pacific/Kiritimati', '22:00', '07:00', '2026-11-20T09:00:00.000Z', '2026-11-20T17:00:00.000Z'],
  ['far west', 'Pacific/Pago_Pago', '22:00', '07:00', '2026-11-20T10:00:00.000Z', '2026-11-20T18:00:00.000Z'],
  // Europe: clocks go forward on 2026-03-29 at 01:00 UTC, back on 2026-10-25 at 01:00 UTC.
  [
    'a night an hour shorter',
    'Europe/Zurich',
    '22:00',
    '07:00',
    '2026-03-28T22:00:00.000Z',
    '2026-03-29T05:00:00.000Z',
  ],
  ['a night an hour longer', 'Europe/Zurich', '22:00', '07:00', '2026-10-24T21:00:00.000Z', '2026-10-25T06:00:00.000Z'],
  ['an end that is skipped', 'Europe/Zurich', '22:00', '02:30', '2026-03-28T23:00:00.000Z', '2026-03-29T01:00:00.000Z'],
  [
    'an end that comes twice',
    'Europe/Zurich',
    '22:00',
    '02:30',
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T00:30:00.000Z',
  ],
  // New York: forward on 2026-03-08 at 07:00 UTC, back on 2026-11-01 at 06:00 UTC.
  [
    'New York going forward',
    'America/New_York',
    '23:00',
    '06:00',
    '2026-03-08T05:00:00.000Z',
    '2026-03-08T10:00:00.000Z',
  ],
  ['New York going back', 'America/New_York', '23:00', '06:00', '2026-11-01T05:00:00.000Z', '2026-11-01T11:00:00.000Z'],
  ['the hour that is skipped', 'America/New_York', '02:00', '03:00', '2026-03-08T07:00:00.000Z', null],
])('%s', (_, timeZone, from, to, now, end) => {
  expect(until(timeZone, from, to, now)).toBe(end);
});

test('without quiet hours nothing is quiet', () => {
  expect(quietUntil({ timeZone: 'UTC', quietFrom: null, quietTo: null }, new Date('2026-11-20T23:00:00Z'))).toBeNull();
});

test.each(['Europe/Zurich', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['Europe/Atlantis', '', 'no zone'])('"%s" is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
});

test.each(['24:00', '7:00', '07:60', '', '07:00:00'])('"%s" is no time of day', (text) => {
  expect(minutesOf(text)).toBeNull();
});

test('times of day are written as they are read', () => {
  expect(timeOf(minutesOf('07:05') ?? 0)).toBe('07:05');
});
