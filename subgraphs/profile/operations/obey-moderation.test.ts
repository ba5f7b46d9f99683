import { expect, jest, test } from '@jest/globals';
import { obeyModeration } from './obey-moderation.ts';

const at = new Date('2031-03-01T12:00:00.000Z');

test.each([
  ['HIDE', 0],
  ['REMOVE', 1],
  ['RESTORE', 0],
] as const)(
  '%s clears the profile %i times, and signals its subscribers after the commit',
  async (decision, cleared) => {
    const clearProfile = jest.fn(async (..._: unknown[]) => 'usr_eve');
    const notify = jest.fn(async (..._: unknown[]) => undefined);
    const store = { clearProfile, ownerOfProfile: async () => 'usr_eve' };

    const afterCommit = await obeyModeration({ signals: { notify } }, store, { subjectId: 'prf_1', decision, at });
    expect([clearProfile.mock.calls.length, notify.mock.calls.length]).toEqual([cleared, 0]);
    await afterCommit?.();
    expect(notify).toHaveBeenCalledWith('profile.profile-updated.usr_eve');
  },
);

test('a profile that is gone signals nobody', async () => {
  const store = { clearProfile: async () => null, ownerOfProfile: async () => null };
  const signals = { notify: async () => undefined };
  expect(await obeyModeration({ signals }, store, { subjectId: 'prf_1', decision: 'HIDE', at })).toBeUndefined();
});
