import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { isSender, requireSender } from './require-sender.ts';

test.each([
  [['notify'], true],
  [['admin'], true],
  [['profile', 'notify'], true],
  [['profile'], false],
  [[], false],
])('a caller with the scopes %j may manage notifications: %s', (scopes, allowed) => {
  const caller = { ...ANONYMOUS, viewerId: 'usr_ada', scopes };

  expect(isSender(caller)).toBe(allowed);
  if (allowed) expect(() => requireSender(caller)).not.toThrow();
  else
    expect(() => requireSender(caller)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }),
    );
});
