import { expect, test } from '@jest/globals';
import { partsOf, runsOf } from './text-runs.ts';

test.each(['', 'a1 б, 語の🎉!', '👩‍🚀\u200d\ufe0f 1️⃣ ©', '\u0301\u200b\u{e0061}🏽', 'ที่นี่ ေ'])(
  'runs of %j are the whole text',
  (text) => {
    expect(
      runsOf(text)
        .map((run) => run.text)
        .join(''),
    ).toBe(text);
  },
);

test('parts of a query are its emoji and its letters of scripts without blanks, each once', () => {
  expect(partsOf('-東京 tower 🎉🎉 👍🏽 "テキスト" 東京')).toEqual(['東京', '🎉', '👍🏽', 'テキスト']);
  expect(partsOf('plain "words" -only')).toEqual([]);
});
