import { describe, expect, test } from '@jest/globals';
import { isReservedNickname, nicknameInput } from './nickname.ts';

describe('a nickname', () => {
  test.each(['ada', 'Ada.Lovelace', 'a_1', '007', 'x'.repeat(30), 'Ёлка', '김철수'])('may be %s', (given) => {
    expect(nicknameInput.safeParse(given)).toMatchObject({ success: true, data: { shown: given } });
  });

  test.each([
    '',
    'ab',
    'x'.repeat(31),
    'x'.repeat(100_000),
    '_ada',
    'ada.',
    'a__da',
    'a._da',
    'a da',
    'a-da',
    'ada\0',
    'ada\u200b',
    'ad\u202ea',
    '@ada',
    'ada\ud800',
    'ada💜',
  ])('may not be %j', (given) => {
    expect(nicknameInput.safeParse(given).success).toBe(false);
  });

  test('is trimmed, shown as written and compared without case and look-alikes', () => {
    expect(nicknameInput.parse(' PaypaI ')).toEqual({ shown: 'PaypaI', folded: 'paypai', key: 'paypal' });
  });

  test.each(['admin', 'Adm1n', 'SUPP0RT', 'rnoderator', 'аdmin', 'me1'])(
    '%s is kept for the operators, or not',
    (given) => {
      expect(isReservedNickname(nicknameInput.parse(given))).toBe(given !== 'me1');
    },
  );
});
