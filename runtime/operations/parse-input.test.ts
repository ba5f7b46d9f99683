import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { notFound, parseInput, text } from './parse-input.ts';

const TITLE = text('The title', { max: 10 });
const NAME = text('The name', { max: 10, singleLine: true });
const bounds = 'The title holds 1 to 10 characters.';
const INVISIBLE = [
  ...[
    '\u200b',
    '\u2800',
    '\u3164',
    '\u00ad',
    '\u2060\ufeff',
    '\u115f',
    '\u1160',
    '\uffa0',
    '\u200b\u200d',
    '\u034f',
    '\ufe0f',
  ],
  ...[
    '\u202e\u202c',
    '\u200e',
    '\u{e0061}\u{e007f}',
    '\u{1d159}',
    '\ufff9',
    '\u0301',
    '\u180e',
    '\u2061',
    '\u3000\u200b\n',
  ],
];
const codePoints = (value: string): string =>
  [...value].map((character) => `U+${character.codePointAt(0)?.toString(16)}`).join(' ');
const read = (value: unknown, schema = TITLE) => parseInput(z.object({ title: schema }), { title: value });

test.each([
  ['plain', 'hello', 'hello'],
  ['trimmed', '  hello\n', 'hello'],
  ['with tab and line breaks inside', 'a\tb\r\nc', 'a\tb\r\nc'],
  ['composed (NFC)', 'e\u0301', '\u00e9'],
  ['as long as it may be', 'x'.repeat(10), 'x'.repeat(10)],
  ['as long as it may be once composed', 'e\u0301'.repeat(10), '\u00e9'.repeat(10)],
  ['as long as it may be once trimmed', `   ${'x'.repeat(10)}   `, 'x'.repeat(10)],
  ['of paired surrogates', '👩‍💻', '👩‍💻'],
  ['that looks like code', '<b>$1;--', '<b>$1;--'],
  ['as long as it may be in code points', '😀'.repeat(10), '😀'.repeat(10)],
  ['of several lines, also where only Unicode parts them', 'a\u2028b\u2029c', 'a\u2028b\u2029c'],
  ['with invisible characters between others', 'a\u200bb\u00adc', 'a\u200bb\u00adc'],
  ['with directions that end', '\u202ba\u202cb', '\u202ba\u202cb'],
  ['with a direction that does not end, which then does', '\u202eevil', '\u202eevil\u202c'],
  ['with an end of a direction that never began, which goes', 'a\u2069b', 'ab'],
  ['stacked in Tibetan', 'ཧྐྵྨླྺྼྻྂ', 'ཧྐྵྨླྺྼྻྂ'],
])('text is taken when it is %s', (_, given, taken) => {
  expect(read(given)).toEqual({ ok: true, value: { title: taken } });
});

test.each([
  ['empty', '', bounds],
  ['blank', ' \t\n\u00a0 ', bounds],
  ['one over', 'x'.repeat(11), bounds],
  ['longer once composed', '\u0958'.repeat(6), bounds],
  ['one code point over', '😀'.repeat(11), bounds],
  ['one over once its direction is ended', `\u202e${'x'.repeat(9)}`, bounds],
  ...INVISIBLE.map((nothing) => [`of nothing but ${codePoints(nothing)}`, nothing, bounds] as const),
  ['with marks piled up', `e${'\u0301'.repeat(10)}`, 'The title holds too many marks on one letter.'],
  ['with piled marks and joiners', `e${'\u0316\u200d'.repeat(9)}`, 'The title holds too many marks on one letter.'],
  ['with what is no character', 'a\uffff', 'The title holds a character that is not text.'],
  ['far over', 'x'.repeat(100_000), bounds],
  ['with NUL', 'a\u0000b', 'The title holds a character that is not text.'],
  ['with a C0 control', 'a\u001bb', 'The title holds a character that is not text.'],
  ['with DEL', 'a\u007fb', 'The title holds a character that is not text.'],
  ['with a C1 control', 'a\u0085b', 'The title holds a character that is not text.'],
  ['with a lone high surrogate', 'a\ud83d', 'The title holds a broken character.'],
  ['with a lone low surrogate', '\udc00b', 'The title holds a broken character.'],
])('text is refused when it is %s', (_, given, message) => {
  expect(read(given)).toEqual({
    ok: false,
    refusal: { __typename: 'InvalidInput', message, path: ['input', 'title'] },
  });
});

test.each([[undefined], [null], [7], [['a']], [{ toString: 'a' }]])(
  'text is refused when it is no text: %j',
  (given) => {
    expect(read(given)).toMatchObject({ ok: false, refusal: { __typename: 'InvalidInput', path: ['input', 'title'] } });
  },
);

test.each([
  ['in a script of several', 'Ada Лав日', 'Ada Лав日'],
  ['once trimmed', ' Ada\n', 'Ada'],
  ['in Thai', 'สวัสดีครับ', 'สวัสดีครับ'],
  ['in Persian, whose joiners mean something', 'می\u200cخواهم', 'می\u200cخواهم'],
  ['in Devanagari', 'क्\u200dषत्रि', 'क्\u200dषत्रि'],
  ['in Vietnamese', 'Nguye\u0302\u0303n', 'Nguyễn'],
  ['of a variant of an ideograph', '葛\u{e0100}飾', '葛\u{e0100}飾'],
  ['a family', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ['flags', '🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['a keycap and a heart', '1️⃣❤️', '1️⃣❤️'],
])('a line is taken when it is %s', (_, given, taken) => {
  expect(read(given, NAME)).toEqual({ ok: true, value: { title: taken } });
});

test.each([
  ...INVISIBLE.map((nothing) => [nothing, 'The name holds 1 to 10 characters.'] as const),
  ...['a\nb', 'a\rb', 'a\tb', 'a\u2028b', 'a\u2029b'].map((lines) => [lines, 'The name is one line.'] as const),
  ...['a\u000bb', 'a\u000cb', 'a\u0085b'].map(
    (control) => [control, 'The name holds a character that is not text.'] as const,
  ),
  ...[
    '\u202eevil',
    '\u202bab\u202c',
    '\u2066ab\u2069',
    'a\u200eb',
    '\u061ca',
    'a\u200bb',
    'a\u200d',
    'a\ufe0f',
    'a\u00adb',
    'a\u3164',
    '🏴\u{e0068}\u{e0069}',
  ].map((hidden) => [hidden, 'The name holds a character that nobody sees.'] as const),
  [`a${'\u0301'.repeat(9)}`, 'The name holds too many marks on one letter.'],
  ['😀'.repeat(11), 'The name holds 1 to 10 characters.'],
])('a line is refused: %j', (given, message) => {
  expect(read(given, NAME)).toMatchObject({ ok: false, refusal: { message } });
});

test('text of which nobody sees anything is empty where it may be', () => {
  expect(read('\u200b\u3164', text('The title', { min: 0, max: 10 }))).toEqual({ ok: true, value: { title: '' } });
});

test('text that may be empty is', () => {
  expect(read('  ', text('The title', { min: 0, max: 10 }))).toEqual({ ok: true, value: { title: '' } });
});

test('the path of a refusal leads into lists', () => {
  const parsed = parseInput(z.object({ names: z.array(TITLE) }), { names: ['ada', ''] });
  expect(parsed).toMatchObject({ refusal: { path: ['input', 'names', '1'] } });
});

test('what is not found is said below the input', () => {
  expect(notFound('No such thing.', 'thingId')).toEqual({
    ok: false,
    refusal: { __typename: 'NotFound', message: 'No such thing.', path: ['input', 'thingId'] },
  });
});
