import { expect, test } from '@jest/globals';
import { parseTimeZone } from './time-zones.ts';

test.each([
  ...[
    'Europe/Kyiv',
    'Europe/Kiev',
    'US/Eastern',
    'EST',
    'EST5EDT',
    'UTC',
    'Zulu',
    'GMT+0',
    'Etc/GMT+5',
    'Asia/Kolkata',
  ],
  ...[
    'Asia/Calcutta',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Antarctica/DumontDUrville',
    'NZ-CHAT',
  ],
  ...['Europe/Zurich', 'GB-Eire', 'W-SU', 'ROK', 'America/Knox_IN', 'Australia/ACT', 'Pacific/Ponape'],
])('%s stays as it was chosen, in whatever letters', (name) => {
  expect(parseTimeZone(name)).toBe(name);
  expect(parseTimeZone(name.toLowerCase())).toBe(name);
  expect(parseTimeZone(name.toUpperCase())).toBe(name);
});

test('every name that the runtime lists is one', () => {
  for (const name of Intl.supportedValuesOf('timeZone')) expect(parseTimeZone(name)).toBe(name);
});

test.each([
  ...[
    '',
    ' ',
    '+01:00',
    '-05',
    '+0100',
    'GMT+1',
    'UTC+1',
    'Mars/Olympus',
    'Europe/Atlantis',
    'Europe/',
    '/Zurich',
    'Europe',
  ],
  ...[
    'Europe/Zurich ',
    ' Europe/Zurich',
    'Europe/Zurich\n',
    'Europe\u0000/Zurich',
    'Factory',
    'Etc/Unknown',
    'localtime',
  ],
  // Taken by ICU alone.
  ...['PST', 'IST', 'ACT', 'JST', 'SystemV/AST4', 'US/Pacific-New', 'x'.repeat(1_000), 'constructor', '__proto__'],
])('%j is none', (text) => {
  expect(parseTimeZone(text)).toBeNull();
});
