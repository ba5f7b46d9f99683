import { expect, jest, test } from '@jest/globals';
import { listRevokedSessions } from './list-revoked-sessions.ts';

const NOW = new Date('2030-01-01T12:00:00Z');

function world() {
  const sessionsRevokedSince = jest.fn(async (_since: Date) => ['ses_1']);
  return { now: () => NOW, repository: { sessionsRevokedSince } };
}

test('a session is listed until no gateway honours a token of it, one whose clock is two minutes behind included', async () => {
  const needs = world();
  expect(await listRevokedSessions(needs)).toEqual(['ses_1']);
  // Ten minutes of the token, half a minute of leeway, two minutes of difference.
  expect(needs.repository.sessionsRevokedSince).toHaveBeenCalledWith(new Date('2030-01-01T11:47:30Z'));
});
