import { expect, jest, test } from '@jest/globals';
import { restoreByModeration, type Store, suspendByModeration } from './obey-moderation.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const decision = { userId: 'usr_eve', caseId: 'mod_1', reason: 'Threats.', until: inDays(7).toISOString() };

/** A store that has an account with this suspension. */
function storeWith(current: { until: Date | null } | null, exists = true) {
  const store = {
    lockAccount: jest.fn(async () => exists),
    holdSuspension: jest.fn(async () => current && { ...current, since: NOW, reason: 'Spam.' }),
    setSuspension: jest.fn(async (..._: unknown[]) => true),
    liftSuspensionOf: jest.fn(async (..._: unknown[]) => current !== null),
    recordEvents: jest.fn(async () => undefined),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    revokeSessions: jest.fn(async () => [{ id: 'ses_1', userId: 'usr_eve' }]),
  };
  // as: what is called of it is there.
  return { store: store as unknown as Store, ...store };
}

test.each([
  ['nobody has suspended them', null],
  ['they are suspended for less', { until: inDays(1) }],
])('a user is suspended and signed out when %s', async (_, current) => {
  const { store, setSuspension, announce } = storeWith(current);

  expect(await suspendByModeration(store, decision, NOW)).toMatchObject([{ sessionId: 'ses_1' }]);

  expect(setSuspension).toHaveBeenCalledWith('usr_eve', {
    ...{ since: NOW, until: inDays(7), reason: 'Threats.', caseId: 'mod_1' },
  });
  expect(announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'auth.user-suspended' }),
    { userId: 'usr_eve', until: decision.until, at: NOW.toISOString() },
    NOW,
  );
});

test.each([
  ['an administrator has suspended them for good', storeWith({ until: null }), decision],
  ['they are suspended for longer', storeWith({ until: inDays(8) }), decision],
  ['they have no account', storeWith(null, false), decision],
  ['the time has passed', storeWith(null), { ...decision, until: inDays(-1).toISOString() }],
])('nothing changes when %s', async (_, { store, setSuspension, announce }, late) => {
  expect(await suspendByModeration(store, late, NOW)).toEqual([]);

  expect(setSuspension).not.toHaveBeenCalled();
  expect(announce).not.toHaveBeenCalled();
});

test('a suspension that is taken back is lifted, and another one is not', async () => {
  const own = storeWith({ until: null });
  const other = storeWith(null);

  await restoreByModeration(own.store, decision, NOW);
  await restoreByModeration(other.store, decision, NOW);

  expect(own.liftSuspensionOf).toHaveBeenCalledWith('usr_eve', 'mod_1');
  expect(own.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'auth.user-restored' }),
    { userId: 'usr_eve', at: NOW.toISOString() },
    NOW,
  );
  expect(other.announce).not.toHaveBeenCalled();
});
