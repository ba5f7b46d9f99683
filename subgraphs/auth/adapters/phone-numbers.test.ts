import { expect, test } from '@jest/globals';
import { parsePhoneNumber } from './phone-numbers.ts';

test.each([
  ['+49 1511 2345678', '+4915112345678'],
  ['+1 (555) 123-4567', '+15551234567'],
  ['+380 44 123 45 67', '+380441234567'],
])('%s is %s', (text, expected) => {
  expect(parsePhoneNumber(text)).toBe(expected);
});

test.each([
  '0151 12345678',
  '+49',
  '+1 555',
  'call me at +1 555 123 4567',
  '+1 555 123 4567 ext. 5',
  'ada@example.org',
  '',
])('"%s" is none', (text) => {
  expect(parsePhoneNumber(text)).toBeNull();
});
