import { expect, test } from '@jest/globals';
import { speaksForOperators } from './operator-names.ts';

test.each([
  ['Support', true],
  ['SUPP0RT', true],
  ['Official  Support', true],
  ['— Admins —', true],
  ['Ѕuрроrt chat', true],
  ['Moderation team', true],
  ['Linux support', false],
  ['Team chat', false],
  ['News', false],
  ['', false],
])('%s speaks for the operators: %s', (title, speaks) => {
  expect(speaksForOperators(title)).toBe(speaks);
});
