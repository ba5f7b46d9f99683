import { expect, test } from '@jest/globals';
import { findNames, tagKey } from './written-names.ts';

test('a text names people, tags and addresses, each once', () => {
  expect(findNames('Hi @ada, @Ada and @ben.k! #Ski #ski #été2026 see https://a.example/x#top and b.example')).toEqual({
    nicknames: ['ada', 'ben.k'],
    tags: ['Ski', 'été2026'],
    links: ['https://a.example/x#top'],
  });
});

test.each([
  ['an address of mail', 'write to ada@mail.example'],
  ['a path', 'https://a.example/@ada/#tag'],
  ['a word with a sign in it', 'x@ada y#tag'],
  ['a number', '#1 and #2026'],
  ['signs alone', '# @ @@ada ##tag'],
  ['a nickname that is too short', '@ab'],
])('%s names nobody and nothing', (_, text) => {
  expect(findNames(text)).toMatchObject({ nicknames: [], tags: [] });
});

test('a sentence may end behind a name', () => {
  expect(findNames('Ask @ada. Or (@ben), #now!')).toMatchObject({ nicknames: ['ada', 'ben'], tags: ['now'] });
});

test('at most 50 people and 30 tags count', () => {
  const text = Array.from({ length: 60 }, (_, at) => `@person${at} #tag${at}`).join(' ');
  expect(findNames(text).nicknames).toHaveLength(50);
  expect(findNames(text).tags).toHaveLength(30);
});

test.each([
  ['#Ski', 'ski'],
  ['ＳＫＩ', 'ski'],
  ['2026', null],
  ['two words', null],
  ['', null],
  ['a'.repeat(51), null],
])('the key of %j is %j', (tag, key) => {
  expect(tagKey(tag)).toBe(key);
});
