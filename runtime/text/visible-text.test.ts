import { expect, test } from '@jest/globals';
import { beginningOf, codePointLength, isVisible } from './visible-text.ts';

test.each(['a', '日', '👍', '🇩🇪', '!', '\u0600', '\uf8ff', 'ก', '1️⃣'])('%s is seen', (value) => {
  expect(isVisible(value)).toBe(true);
});

test('length is counted in code points', () => {
  expect(codePointLength('a😀e\u0301')).toBe(4);
});

test.each([
  ['short enough', 'abc', 3, 'abc'],
  ['cut', 'abcd', 3, 'abc'],
  ['cut before a letter with its mark', 'abe\u0301', 3, 'ab'],
  ['cut before a family', 'ab👨‍👩‍👧', 5, 'ab'],
  ['cut between emoji', '😀😀😀', 2, '😀😀'],
])('a beginning of text that is %s', (_, value, max, beginning) => {
  expect(beginningOf(value, max)).toBe(beginning);
});
