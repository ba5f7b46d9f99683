import { expect, test } from '@jest/globals';
import { interestKey, interestsInput } from './interests.ts';

test.each([
  ['Tea', 'tEA'],
  ['ｔｅａ', 'tea'],
  ['Caf\u00e9', 'cafe\u0301'],
])('%s is the same interest as %s', (one, other) => {
  expect(interestKey(one)).toBe(interestKey(other));
});

test('interests keep their order and spelling, and of equal ones the first stays', () => {
  expect(interestsInput.parse([' Tea', 'chess', 'TEA', 'go', 'Chess'])).toEqual(['Tea', 'chess', 'go']);
});

test.each([
  ['21 interests', Array.from({ length: 21 }, (_, n) => `interest ${n}`)],
  ['an interest of 41 characters', ['x'.repeat(41)]],
  ['an empty interest', [' ']],
  ['an interest of two lines', ['a\nb']],
])('%s are refused', (_, interests) => {
  expect(interestsInput.safeParse(interests).success).toBe(false);
});
