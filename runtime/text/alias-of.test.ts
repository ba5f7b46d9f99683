import { expect, test } from '@jest/globals';
import { aliasOf } from './alias-of.ts';

test('an alias is the same for the same id, and does not hold it', () => {
  expect(aliasOf('usr_ada')).toMatch(/^[0-9a-f]{32}$/);
  expect(aliasOf('usr_ada')).toBe(aliasOf('usr_ada'));
  expect(aliasOf('usr_ada')).not.toBe(aliasOf('usr_ben'));
});
