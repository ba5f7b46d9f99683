import { expect, test } from '@jest/globals';
import { hasKnownLetters } from './nickname-letters.ts';

test.each([
  ['Ada_Lovelace.1815', true],
  ['Nguyễn', true],
  ['Владимир', true],
  ['νίκος', true],
  ['이순신', true],
  ['さくら', true],
  ['ᎠᎪᎳ', false],
  ['ᴀᴅᴀ', false],
  ['ɑda', false],
  ['ΝΑΤΑ', false],
  ['ада\u0301', false],
  ['ada💜', false],
])('%s holds only letters whose look-alikes are known: %s', (nickname, isKnown) => {
  expect(hasKnownLetters(nickname)).toBe(isKnown);
});
