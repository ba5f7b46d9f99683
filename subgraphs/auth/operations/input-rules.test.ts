import { describe, expect, test } from '@jest/globals';
import { parsePhoneNumber } from '../adapters/phone-numbers.ts';
import { birthday, givenPassword, identifierRules, newPassword } from './input-rules.ts';

const { email, phone, either } = identifierRules(parsePhoneNumber);

describe('an email', () => {
  test.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    ['  ada.l+chat@mail.example.org ', 'ada.l+chat@mail.example.org'],
  ])('%s is %s', (given, value) => {
    expect(email.parse(given)).toEqual({ kind: 'EMAIL', value });
    expect(either.parse(given)).toEqual({ kind: 'EMAIL', value });
  });

  test.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@example',
    'a da@example.org',
    'ada@example.org\0',
    `${'a'.repeat(250)}@example.org`,
    'ada@@example.org',
  ])('"%s" is none', (given) => {
    expect(email.safeParse(given).success).toBe(false);
    expect(either.safeParse(given).success).toBe(false);
  });
});

describe('a phone number', () => {
  test('is brought into one form', () => {
    expect(phone.parse(' +49 (1511) 2345678 ')).toEqual({ kind: 'PHONE', value: '+4915112345678' });
    expect(either.parse('+4915112345678')).toEqual({ kind: 'PHONE', value: '+4915112345678' });
  });

  test.each(['', '0151', '+49\0', '+'.repeat(10_000)])('"%s" is none', (given) => {
    expect(phone.safeParse(given).success).toBe(false);
  });
});

describe('a password', () => {
  test.each(['12345678', 'x'.repeat(128), '🐴'.repeat(128), '   spaces   '])('%s may be set as it is', (given) => {
    expect(newPassword.parse(given)).toBe(given);
  });

  test.each(['1234567', 'x'.repeat(129), '🐴'.repeat(7), 'x'.repeat(1_000_000), 'pass\0word', '\ud800aaaaaaaa'])(
    'one is refused (%#)',
    (given) => {
      expect(newPassword.safeParse(given).success).toBe(false);
    },
  );

  test('is the same however the keyboard composes it', () => {
    expect(givenPassword.parse('cafe\u0301 au lait')).toBe(newPassword.parse('caf\u00e9 au lait'));
  });
});

describe('a day of birth', () => {
  const rule = birthday(new Date('2031-03-01T23:59:00.000Z'));

  test.each(['2018-03-01', '1990-12-10', '1901-03-02'])('%s is one', (day) => {
    expect(rule.parse(day)).toBe(day);
  });

  test.each(['2018-03-02', '2031-03-02', '1901-03-01', '0001-01-01', '1990-02-30', '10.12.1990', ''])(
    '%s is none',
    (day) => {
      expect(rule.safeParse(day).success).toBe(false);
    },
  );
});
