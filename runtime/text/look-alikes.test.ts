import { describe, expect, test } from '@jest/globals';
import { foldName, skeletonOf, titleSkeletonOf } from './look-alikes.ts';

describe('the skeleton', () => {
  test.each([
    ['ADA', 'ada'],
    ['аdа', 'ada'],
    ['paypaI', 'paypal'],
    ['paypa1', 'PAYPAL'],
    ['rnicrosoft', 'Microsoft'],
    ['vvilly', 'Willy'],
    ['g00gle', 'Google'],
    ['ѕоlо', 'solo'],
    ['Ёлка', 'ëлка'],
    ['ΣΟΦΟΣ', 'σοφος'],
    ['straße', 'STRASSE'],
    ['İstanbul', 'istanbul'],
    ['ıstanbul', 'ISTANBUL'],
    ['Ａｄａ', 'ada'],
    ['ﬁre', 'fire'],
    ['e\u0301mile', '\u00e9mile'],
    ['名前ロ', '名前口'],
    ['אס', 'אo'],
    ['ᴄʜᴀᴛ', 'chat'],
    ['ᏢᎪᎩ', 'paᎩ'],
    ['ꓚꓧꓮꓔ', 'CHAT'],
    ['ⲥⲟⲥⲟ', 'coco'],
    ['սոօ', 'uno'],
  ])('%s is taken for %s', (one, other) => {
    expect(skeletonOf(one)).toBe(skeletonOf(other));
  });

  test.each([
    ['ada', 'ida'],
    ['jose', 'josé'],
    ['a_b', 'a.b'],
    ['anna', 'anne'],
    ['мир', 'миp0'],
  ])('%s is not taken for %s', (one, other) => {
    expect(skeletonOf(one)).not.toBe(skeletonOf(other));
  });

  test('of a beginning is the beginning of the skeleton, and a skeleton of a skeleton is itself', () => {
    const name = 'Мiсrоwаvе.Ёлка_10';
    const whole = skeletonOf(name);
    expect([...name].map((_, end) => whole.startsWith(skeletonOf([...name].slice(0, end).join(''))))).not.toContain(
      false,
    );
    expect(skeletonOf(whole)).toBe(skeletonOf(skeletonOf(whole)));
  });
});

test('folding keeps look-alikes apart', () => {
  expect(foldName('PAYPA1')).toBe('paypa1');
  expect(foldName('аdа')).not.toBe('ada');
});

test.each([
  ['General  Chat', 'general chat'],
  ['General\u00a0Chat', 'general\u3000chat'],
  ['Off–topic', 'off-topic'],
  ['Ada’s room', "Ada's room"],
  ['«So» “so”', '«So» "so"'],
  ['Love ❤\ufe0f', 'love ❤'],
  ['Сhаt', 'Chat'],
])('the title %s is taken for %s', (one, other) => {
  expect(titleSkeletonOf(one)).toBe(titleSkeletonOf(other));
});

test.each([
  ['C', 'C++'],
  ['General Chat', 'GeneralChat'],
  ['Room 1', 'Room 2'],
])('the title %s is not taken for %s', (one, other) => {
  expect(titleSkeletonOf(one)).not.toBe(titleSkeletonOf(other));
});
