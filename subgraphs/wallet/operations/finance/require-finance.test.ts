import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { FINANCE, requireFinance } from './require-finance.ts';

test('people with the scope act, and nobody else', () => {
  expect(requireFinance({ ...ANONYMOUS, viewerId: 'usr_leo', scopes: [FINANCE] })).toBe('usr_leo');
  expect(() => requireFinance({ ...ANONYMOUS, viewerId: 'usr_ada', scopes: ['admin'] })).toThrow('`finance`');
  expect(() => requireFinance({ ...ANONYMOUS, scopes: [FINANCE] })).toThrow('Sign in first.');
});
