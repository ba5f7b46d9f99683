import { expect, test } from '@jest/globals';
import { maskName } from './mask-name.ts';

test.each([
  ['Ada', 'Ada'],
  ['Ada Lovelace', 'Ada L.'],
  ['  Ada   King  Lovelace ', 'Ada L.'],
  ['Анна Каренина', 'Анна К.'],
  ['Zoë 👩‍👩‍👧‍👧', 'Zoë 👩‍👩‍👧‍👧.'],
  ['x'.repeat(80), 'x'.repeat(20)],
])('%s is shown as %s', (name, shown) => {
  expect(maskName(name)).toBe(shown);
});
