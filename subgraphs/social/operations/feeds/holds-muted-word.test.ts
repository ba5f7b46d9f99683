import { expect, test } from '@jest/globals';
import { holdsMutedWord } from './holds-muted-word.ts';

test.each([
  ['a word', ['soup'], 'I like soup.', [], true],
  ['another case', ['SOUP'], 'Soup!', [], true],
  ['an accent', ['cafe'], 'Im Café', [], true],
  ['a part of a word', ['art'], 'A party', [], false],
  ['a phrase over a line break', ['season finale'], 'the season\nfinale', [], true],
  ['a tag', ['#soup'], 'nothing', ['Soup'], true],
  ['a tag that is only in the text', ['#soup'], 'the #soup', [], false],
  ['a word that is a tag', ['soup'], '#soup', ['soup'], true],
  ['a later place', ['art'], 'party art', [], true],
  ['a script without spaces', ['東京'], '私は東京にいます', [], true],
  ['a character beyond the basic plane', ['a'], '😀a😀', [], true],
  ['nothing muted', [], 'soup', ['soup'], false],
  ['an empty word', [' '], 'soup', [], false],
])('%s', (_, words, text, tags, expected) => {
  expect(holdsMutedWord(words, text, tags)).toBe(expected);
});
