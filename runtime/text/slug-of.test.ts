import { expect, test } from '@jest/globals';
import { slugOf } from './slug-of.ts';

test.each([
  ['Rock & Roll', 'rock-roll'],
  ['  Crème brûlée!  ', 'creme-brulee'],
  ['Стол дубовый', 'стол-дубовыи'],
  ['🙂', ''],
])('the slug of %s is %s', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});
