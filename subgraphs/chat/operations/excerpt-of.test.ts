import { expect, test } from '@jest/globals';
import { excerptOf } from './excerpt-of.ts';

const shown = (text: string, words: readonly string[], parts: readonly string[] = []) =>
  excerptOf(text, words, parts)
    .map((part) => (part.isMatch ? `[${part.text}]` : part.text))
    .join('');

test('a short message is whole, with every match marked', () => {
  expect(shown('Мама мыла раму, и мама устала.', ['Мама', 'мама'])).toBe('[Мама] мыла раму, и [мама] устала.');
  expect(shown('nothing of it', ['absent'])).toBe('nothing of it');
  expect(shown('', ['absent'])).toBe('');
});

test('only whole words are marked, as they are written', () => {
  expect(shown('run, running, Run 42', ['run', '42'])).toBe('[run], running, Run [42]');
});

test('letters of scripts without blanks are marked wherever they stand, and the longest of them', () => {
  expect(shown('日本語のテキスト', [], ['テキスト'])).toBe('日本語の[テキスト]');
  expect(shown('東京tower、東京', ['tower'], ['東', '東京'])).toBe('[東京tower]、[東京]');
  expect(shown('ฉันชอบกินข้าว', [], ['ชอบ'])).toBe('ฉัน[ชอบ]กินข้าว');
  expect(shown('일본 안녕하세요', [], ['녕하'])).toBe('일본 안[녕하]세요');
});

test('emoji are marked whole, in any skin tone and however they are drawn', () => {
  expect(shown('👍🏽 and 👍', [], ['👍'])).toBe('[👍🏽] and [👍]');
  expect(shown('👍🏽 and 👍', [], ['👍🏽'])).toBe('[👍🏽] and 👍');
  expect(shown('all 👨‍👩‍👧 of us', [], ['👩'])).toBe('all [👨‍👩‍👧] of us');
  expect(shown('❤️🇩🇪🎉', [], ['❤', '🇩🇪'])).toBe('[❤️🇩🇪]🎉');
});

test('of a long message without blanks the part around what is meant is shown', () => {
  const text = shown(`${'語'.repeat(500)}忍者${'語'.repeat(500)}`, [], ['忍者']);
  expect(text).toMatch(/^…語{1,40}\[忍者\]語+…$/);
  expect(text.length).toBeLessThanOrEqual(170);
});

test('of a long message the part around the first match is shown, cut between words', () => {
  const before = 'before '.repeat(30);
  const after = ' after'.repeat(60);
  const text = shown(`${before}here${after}`, ['here']);

  expect(text).toMatch(/^… (before ){3,6}\[here\]( after)+ ?…$/);
  expect(text.length).toBeLessThanOrEqual(160 + '[]……'.length);
});

test('a match at the very beginning needs no dots before it, and one at the end none after', () => {
  expect(shown(`here${' after'.repeat(60)}`, ['here'])).toMatch(/^\[here\].*…$/);
  expect(shown(`${'before '.repeat(60)}here`, ['here'])).toMatch(/^….*\[here\]$/);
});

test('one endless word is cut, and no character in two', () => {
  expect(shown('x'.repeat(4_000), ['x'.repeat(4_000)])).toBe(`[${'x'.repeat(160)}]…`);
  const text = shown(`${'😀'.repeat(101)} here ${'😀'.repeat(101)}x`, ['here']);
  expect(text).toContain('[here]');
  expect(text.isWellFormed()).toBe(true);
  expect(shown(`a${'😀'.repeat(1_000)}`, ['a']).isWellFormed()).toBe(true);
});

test('a long message that is cut turns nothing around', () => {
  const turned = `${'before '.repeat(30)}\u202ehere${' after'.repeat(60)}\u202c`;
  expect(shown(turned, ['here'])).not.toMatch(/[\u202a-\u202e]/);
  expect(shown('\u202ehere\u202c', ['here'])).toBe('\u202e[here]\u202c');
});

test('the parts that are not left out are the text itself', () => {
  const text = `${'first words '.repeat(20)}the middle, here${' last words'.repeat(20)}`;
  const plain = excerptOf(text, ['here'])
    .map((part) => part.text)
    .join('')
    .replaceAll('…', '');
  expect(text).toContain(plain);
});
