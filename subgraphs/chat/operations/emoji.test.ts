import { expect, test } from '@jest/globals';
import { EMOJI } from './emoji.ts';

test.each([
  ['👍', ['👍', '👍\ufe0f', '👍\ufe0e', '👍\ufe0f\ufe0f']],
  ['❤\ufe0f', ['❤', '❤\ufe0f', '❤\ufe0e']],
  ['👍🏽', ['👍🏽', '👍\ufe0f🏽', '👍🏽\ufe0f']],
  ['☝🏿', ['☝🏿', '☝\ufe0f🏿']],
  ['1\ufe0f\u20e3', ['1\ufe0f\u20e3', '1\u20e3']],
  ['*\ufe0f\u20e3', ['*\u20e3']],
  ['🇩🇪', ['🇩🇪']],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴\ufe0f󠁧󠁢󠁥󠁮󠁧󠁿']],
  ['🏳\ufe0f\u200d🌈', ['🏳\ufe0f\u200d🌈', '🏳\u200d🌈']],
  ['🕵\ufe0f\u200d♀\ufe0f', ['🕵\u200d♀', '🕵\ufe0f\u200d♀', '🕵\u200d♀\ufe0f']],
  ['🕵🏿\u200d♂\ufe0f', ['🕵🏿\u200d♂', '🕵🏿\ufe0f\u200d♂\ufe0f']],
  ['👨\u200d👩\u200d👧\u200d👦', ['👨\u200d👩\u200d👧\u200d👦', '👨\ufe0f\u200d👩\u200d👧\u200d👦']],
  ['🧑🏻\u200d❤\ufe0f\u200d💋\u200d🧑🏿', ['🧑🏻\u200d❤\u200d💋\u200d🧑🏿']],
  ['👁\ufe0f\u200d🗨\ufe0f', ['👁\u200d🗨', '👁\ufe0f\u200d🗨\ufe0f']],
])('%s is one emoji, however it is written', (emoji, spellings) => {
  expect(spellings.map((spelling) => EMOJI.parse(spelling))).toEqual(spellings.map(() => emoji));
});

test('skin tones are distinguished', () => {
  expect(new Set(['👍', '👍🏻', '👍🏿'].map((emoji) => EMOJI.parse(emoji))).size).toBe(3);
});

test.each([
  ...[
    '',
    'a',
    '1',
    '#',
    'ok',
    ' ',
    '\ufe0f',
    '\u200d',
    '\u20e3',
    '🏽\u200d',
    '👍👍',
    '👍 ',
    '❤❤',
    '👍\u200b',
    '🇩',
    '🇩🇪🇫🇷',
    ':)',
  ],
  ...['👍\u200d', '🐱\u200d🏍', '1\ufe0f', '👍'.repeat(40), '👍\ufe0f'.repeat(30), '\ud83d'],
])('%j is not one emoji', (given) => {
  expect(EMOJI.safeParse(given).success).toBe(false);
});

test('every single sign that is an emoji keeps its form', () => {
  const signs = Array.from({ length: 0x1fb00 }, (_, code) => String.fromCodePoint(code)).flatMap((sign) =>
    [sign, `${sign}\ufe0f`].filter((form) => /^\p{RGI_Emoji}$/v.test(form)),
  );
  expect(signs.length).toBeGreaterThan(1_300);
  expect(signs.filter((sign) => EMOJI.safeParse(sign).data !== sign)).toEqual([]);
});
