import { expect, test } from '@jest/globals';
import { limitOf, listMediaLimits } from './media-limits.ts';

test('every purpose says what is allowed', () => {
  const limits = listMediaLimits();
  expect(limits.map(({ purpose }) => purpose)).toHaveLength(9);
  expect(limits.find(({ purpose }) => purpose === 'POST')).toMatchObject({ byteSize: 200_000_000 });
});

test.each([
  ['AVATAR', 'image/jpeg', 'IMAGE'],
  ['AVATAR', 'image/heic', null],
  ['AVATAR', 'image/svg+xml', null],
  ['MESSAGE', 'image/svg+xml', 'DOCUMENT'],
  ['VOICE', 'image/png', null],
  ['RESUME', 'application/pdf', 'DOCUMENT'],
] as const)('%s of %s is %s', (purpose, contentType, kind) => {
  expect(limitOf(purpose, contentType)?.kind ?? null).toBe(kind);
});
