import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ADA } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { listSessions } from './list-sessions.ts';

const PAGE = { first: 10 };

test.each([
  ['the user', ADA, true],
  ['an administrator', { ...ADA, viewerId: 'usr_admin', scopes: ['admin'] }, true],
  ['another user', { ...ADA, viewerId: 'usr_eve' }, false],
  ['a visitor', ANONYMOUS, false],
])('%s sees the sessions: %j', async (_, caller, isShown) => {
  const load = jest.fn(async (..._: unknown[]) => 'a page');
  const { context } = createOperationWorld({ caller, context: { sessionPages: { load } } });
  expect(await listSessions(context, 'usr_ada', PAGE)).toBe(isShown ? 'a page' : null);
  expect(load.mock.calls).toEqual(isShown ? [['usr_ada', PAGE]] : []);
});
