import { expect, test } from '@jest/globals';
import { ANONYMOUS, serviceCaller } from '../../../../runtime/executor/caller.ts';
import { seesAll } from './sees-all.ts';

test.each([
  ['a visitor', ANONYMOUS, false],
  ['a person', { ...ANONYMOUS, viewerId: 'usr_ada' }, false],
  ['an administrator', { ...ANONYMOUS, viewerId: 'usr_ada', scopes: ['admin'] }, false],
  ['the gateway', serviceCaller('gateway'), false],
  ['who has the scope finance', { ...ANONYMOUS, viewerId: 'usr_ada', scopes: ['finance'] }, true],
  ['another domain', serviceCaller('wallet'), true],
])('%s: whether they see everybody’s payments', (_, caller, expected) => {
  expect(seesAll(caller)).toBe(expected);
});
