import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ADA, NOW } from '../../fixtures/ada.ts';
import { recordEvent } from './record-event.ts';

const client = { ip: '192.0.2.1', device: 'Firefox' };

test.each([
  ['the session and the client of the user', ADA, { sessionId: 'ses_ada', ...client }],
  ['the client of a visitor', ANONYMOUS, { sessionId: null, ...client }],
  ['nothing of an administrator', { ...ADA, viewerId: 'usr_admin' }, { sessionId: null, ip: null, device: null }],
])('an event names %s', async (_, caller, from) => {
  const recordEvents = jest.fn(async (_: readonly object[]) => undefined);
  await recordEvent({ caller, client, now: () => NOW }, { recordEvents }, 'usr_ada', 'PASSWORD_CHANGED');
  expect(recordEvents.mock.calls).toEqual([
    [[{ id: expect.stringMatching(/^sev_/), userId: 'usr_ada', kind: 'PASSWORD_CHANGED', at: NOW, ...from }]],
  ]);
});
