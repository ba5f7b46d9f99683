import { describe, expect, test } from '@jest/globals';
import { createSealedBox } from './sealed-box.ts';

const SECRET = 'a secret of at least 32 characters';
const box = createSealedBox('test', SECRET);
const plain = Buffer.from('what nobody may read');

describe('a sealed box', () => {
  test('gives back what was put in, and looks different every time', () => {
    const [one, other] = [box.seal('a', plain), box.seal('a', plain)];
    expect(one).not.toBe(other);
    expect(one).not.toContain(plain.toString('base64url').slice(0, 8));
    expect([box.open('a', one), box.open('a', other)]).toEqual([plain, plain]);
  });

  test.each([
    ['another name', () => box.open('b', box.seal('a', plain))],
    ['another secret', () => createSealedBox('test', `${SECRET}!`).open('a', box.seal('a', plain))],
    ['another purpose', () => createSealedBox('other', SECRET).open('a', box.seal('a', plain))],
    [
      'a changed byte',
      () =>
        box.open(
          'a',
          box.seal('a', plain).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        ),
    ],
    ['nothing', () => box.open('a', '')],
  ])('%s does not open it', (_, open) => {
    expect(open).toThrow();
  });
});
