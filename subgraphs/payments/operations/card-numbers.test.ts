import { expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { findCardNumber, holdsCardNumber } from './card-numbers.ts';

test.each([
  ['of 16 digits', '4242424242424242'],
  ['of 15 digits', '378282246310005'],
  ['of 13 digits', '4222222222222'],
  ['of 19 digits', '6304000000000000000'],
  ['with spaces', '4242 4242 4242 4242'],
  ['with spaces that do not break', '4242\u{a0}4242\u{a0}4242\u{a0}4242'],
  ['with dashes', '4242-4242-4242-4242'],
  ['with long dashes', '4242 – 4242–4242–4242'.replace(' – ', '–')],
  ['in a sentence', 'My card is 4242 4242 4242 4242, thanks.'],
  ['beside another number', 'Room 12 4242 4242 4242 4242'],
  ['between letters', 'card4242424242424242x'],
  ['beside a UUID', '42424242-4242-4242-8000-000000000000 4242424242424242'],
  ['in an address', 'https://shop.example/pay?card=4242424242424242'],
  ['in an address with spaces', 'https://shop.example/?a=4242%204242+4242%204242'],
  ['in wide digits', '４２４２４２４２４２４２４２４２'],
  ['in Arabic digits', '٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢'],
  ['with invisible characters', '4242\u{200b}4242\u{200b}4242\u{200b}4242'],
])('a card number is found %s', (_, text) => {
  expect(holdsCardNumber(text)).toBe(true);
});

test.each([
  ['digits without the check digit', '4242424242424241'],
  ['12 digits', '424242424242'],
  ['20 digits', '42424242424242424242'],
  ['an instant in milliseconds', 'https://app.example/?at=1764547200003'],
  ['a price and a date', '12.50 EUR on 2026-12-01'],
  ['an empty text', ''],
  ['a UUID', '42424242-4242-4242-8000-000000000000'],
  ['a UUID without dashes', '42424242424242428000000000000000'],
  ['a key that is made of an id', 'refund-pay_42424242-4242-4242-8000-000000000000'],
  ['a key of a step', 'ord_42424242-4242-4242-8000-000000000000:FUNDING'],
])('%s is none', (_, text) => {
  expect(holdsCardNumber(text)).toBe(false);
});

test('no id of this system is taken for one', () => {
  const ids = Array.from({ length: 5_000 }, () => newId('pay', new Date()));
  expect(ids.filter(holdsCardNumber)).toEqual([]);
});

test('a card number is found wherever it stands in an input', () => {
  expect(findCardNumber({ input: { amount: 4242424242424242n, at: new Date(), note: null } })).toBeNull();
  expect(findCardNumber({ input: { metadata: [{ name: 'a' }, { name: 'b', value: '4242 4242 4242 4242' }] } })).toEqual(
    ['input', 'metadata', '1', 'value'],
  );
});
