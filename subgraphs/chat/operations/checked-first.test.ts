import { expect, test } from '@jest/globals';
import { checkedFirst } from './checked-first.ts';

test.each([
  [undefined, 20],
  [null, 20],
  [1, 1],
  [100, 100],
])('first: %s names at most %s people', (first, count) => {
  expect(checkedFirst(first)).toBe(count);
});

test.each([0, -1, 101])('first: %s is refused', (first) => {
  expect(() => checkedFirst(first)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
  );
});
