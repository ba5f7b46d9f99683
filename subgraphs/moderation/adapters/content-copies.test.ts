import { expect, test } from '@jest/globals';
import { createContentCopies } from './content-copies.ts';

const SECRET = 'a secret of at least 32 characters';
const content = {
  text: 'Buy now!',
  mediaFileIds: ['fil_1'],
  labels: [{ name: 'porn', score: 0.9 }],
  createdAt: new Date('2026-11-30T12:00:00.000Z'),
};

test('a copy is read as it was sealed, and says nothing in the database', () => {
  const copies = createContentCopies(SECRET);
  const sealed = copies.seal('mod_1', content);

  expect(sealed).not.toContain('Buy');
  expect(copies.open('mod_1', sealed)).toEqual(content);
});

test('a copy of another case, or under another secret, is not read', () => {
  const sealed = createContentCopies(SECRET).seal('mod_1', content);

  expect(() => createContentCopies(SECRET).open('mod_2', sealed)).toThrow();
  expect(() => createContentCopies(`${SECRET}!`).open('mod_1', sealed)).toThrow();
});
