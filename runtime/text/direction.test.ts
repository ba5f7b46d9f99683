import { expect, test } from '@jest/globals';
import { balanceDirections, withoutDirections } from './direction.ts';

test.each([
  ['text without controls', 'plain', 'plain'],
  ['what is balanced', '\u2066a\u202bb\u202cc\u2069', '\u2066a\u202bb\u202cc\u2069'],
  ['what was opened twice', '\u202a\u2067a', '\u202a\u2067a\u2069\u202c'],
  ['an embedding that its isolate ends', '\u2068a\u202eb\u2069c', '\u2068a\u202eb\u202c\u2069c'],
  ['an end that would leave an isolate', '\u202ea\u2066b\u202cc', '\u202ea\u2066bc\u2069\u202c'],
  ['ends alone', 'a\u202c\u2069b', 'ab'],
  ['each paragraph by itself', '\u202ea\nb\u202c', '\u202ea\u202c\nb'],
])('%s', (_, given, balanced) => {
  expect(balanceDirections(given)).toBe(balanced);
  expect(balanceDirections(balanced)).toBe(balanced);
});

test('controls go, and nothing else', () => {
  expect(withoutDirections('\u202aa\u2069\u200fb\u202c')).toBe('a\u200fb');
});
