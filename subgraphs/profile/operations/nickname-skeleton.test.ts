import { describe, expect, test } from '@jest/globals';
import { foldNickname, hasKnownLetters, nicknameSkeleton } from './nickname-skeleton.ts';

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
  ])('%s is taken for %s', (one, other) => {
    expect(nicknameSkeleton(one)).toBe(nicknameSkeleton(other));
  });

  test.each([
    ['ada', 'ida'],
    ['jose', 'josé'],
    ['a_b', 'a.b'],
    ['anna', 'anne'],
    ['мир', 'миp0'],
  ])('%s is not taken for %s', (one, other) => {
    expect(nicknameSkeleton(one)).not.toBe(nicknameSkeleton(other));
  });

  test('of a beginning is the beginning of the skeleton, and a skeleton of a skeleton is itself', () => {
    const name = 'Мiсrоwаvе.Ёлка_10';
    const whole = nicknameSkeleton(name);
    expect(
      [...name].map((_, end) => whole.startsWith(nicknameSkeleton([...name].slice(0, end).join('')))),
    ).not.toContain(false);
    expect(nicknameSkeleton(whole)).toBe(nicknameSkeleton(nicknameSkeleton(whole)));
  });
});

test('folding keeps look-alikes apart', () => {
  expect(foldNickname('PAYPA1')).toBe('paypa1');
  expect(foldNickname('аdа')).not.toBe('ada');
});

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
