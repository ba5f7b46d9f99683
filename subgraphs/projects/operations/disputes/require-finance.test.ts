import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { FINANCE } from '../../fixtures/hire-world.ts';
import { isFinance, requireFinance } from './require-finance.ts';

test('only who has the scope is of finance', () => {
  expect(requireFinance({ ...ANONYMOUS, ...FINANCE })).toBe('usr_leo');
  expect(isFinance(ANONYMOUS)).toBe(false);
  expect(() => requireFinance({ ...ANONYMOUS, viewerId: 'usr_ada' })).toThrow('finance');
  expect(() => requireFinance(ANONYMOUS)).toThrow('Sign in');
});
