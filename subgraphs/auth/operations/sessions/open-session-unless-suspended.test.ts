import { expect, jest, test } from '@jest/globals';
import { NOW } from '../../fixtures/ada.ts';
import type { SessionDraft } from '../../repository/sessions.ts';
import { openSessionUnlessSuspended } from './open-session-unless-suspended.ts';

const DRAFT: SessionDraft = {
  id: 'ses_ada',
  userId: 'usr_ada',
  createdAt: NOW,
  expiresAt: NOW,
  device: null,
  ip: null,
  refreshHash: '',
};

test('a suspended account gets the reason and the end, and no session', async () => {
  const openSession = jest.fn(async (_: SessionDraft) => undefined);
  const suspension = { since: NOW, until: null, reason: 'Spam.' };
  const outcome = await openSessionUnlessSuspended({ openSession, holdSuspension: async () => suspension }, DRAFT);
  expect(outcome).toMatchObject({
    ok: false,
    refusal: { __typename: 'AccountSuspended', reason: 'Spam.', until: null },
  });
  expect(openSession).not.toHaveBeenCalled();
});

test('any other account gets its session', async () => {
  const openSession = jest.fn(async (_: SessionDraft) => undefined);
  expect(await openSessionUnlessSuspended({ openSession, holdSuspension: async () => null }, DRAFT)).toBeNull();
  expect(openSession).toHaveBeenCalledWith(DRAFT);
});
