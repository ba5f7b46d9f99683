import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { notFound, parseInput, text } from './input.ts';

const TITLE = text('The title', { max: 10 });
const bounds = 'The title holds 1 to 10 characters.';
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
])('text is taken when it is %s', (_, given, taken) => {
  expect(read(given)).toEqual({ ok: true, value: { title: taken } });
});

test.each([
  ['empty', '', bounds],
  ['blank', ' \t\n\u00a0 ', bounds],
  ['one over', 'x'.repeat(11), bounds],
  ['longer once composed', '\u0958'.repeat(6), bounds],
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
