import { expect, test } from '@jest/globals';
import { ADA } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { logOut } from './log-out.ts';

test('a caller without a session is refused', async () => {
  const world = createOperationWorld({ caller: { ...ADA, sessionId: null } });
  expect(await logOut(world.context)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
  expect(world.effects).toEqual([]);
});

test('a session that has ended already is no error', async () => {
  const world = createOperationWorld({ store: { revokeSessions: async () => [] } });
  expect(await logOut(world.context)).toEqual({ ok: true, value: true });
  expect(world.effects).toEqual(['revokeSessions']);
});
