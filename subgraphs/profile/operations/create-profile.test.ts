import { describe, expect, jest, test } from '@jest/globals';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { Profile } from '../repository/profile.ts';
import { createProfile } from './create-profile.ts';

const now = () => new Date('2030-01-01T00:00:00Z');
const ADA = { id: 'prf_1', userId: 'usr_ada' } as Profile;

function worldOf({ existing = null as Profile | null, isFree = true, added = ADA as Profile | null } = {}) {
  const store = {
    profileOf: jest.fn(async (..._: unknown[]) => existing),
    claimNickname: jest.fn(async (..._: unknown[]) => isFree),
    addProfile: jest.fn(async (..._: unknown[]) => added),
    releaseNicknames: jest.fn(async (..._: unknown[]) => undefined),
  };
  const notify = jest.fn(async (..._: unknown[]) => undefined);
  const repository = { transaction: (work: (given: typeof store) => unknown) => work(store) };
  const caller = { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null };
  // as: the store holds the four methods that creating uses.
  return { store, notify, needs: { caller, now, signals: { notify }, repository } as unknown as ProfileContext };
}

test('a profile is stored with its nickname claimed for good, and its topic is notified', async () => {
  const { store, notify, needs } = worldOf();

  expect(await createProfile(needs, { nickname: 'Ada' })).toEqual({ ok: true, value: ADA });
  expect(store.claimNickname).toHaveBeenCalledWith({ key: 'ada', userId: 'usr_ada', expiresAt: null }, now());
  expect(store.addProfile).toHaveBeenCalledWith(
    expect.objectContaining({
      userId: 'usr_ada',
      nickname: 'Ada',
      displayName: 'Ada',
      id: expect.stringMatching(/^prf_/),
    }),
    now(),
  );
  expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
});

describe('nobody is notified when it is refused', () => {
  test.each([
    ['a wrong nickname', { nickname: '!' }, {}, 'InvalidInput'],
    ['a name of the operators', { nickname: 'Support' }, {}, 'NicknameTaken'],
    ['a nickname that is held', { nickname: 'Ada' }, { isFree: false }, 'NicknameTaken'],
    ['a second profile', { nickname: 'Ada' }, { existing: ADA }, 'ProfileExists'],
    ['a second profile made at the same moment', { nickname: 'Ada' }, { added: null }, 'ProfileExists'],
  ])('for %s', async (_, input, options, __typename) => {
    const { notify, needs } = worldOf(options);

    expect(await createProfile(needs, input)).toMatchObject({ ok: false, refusal: { __typename } });
    expect(notify).not.toHaveBeenCalled();
  });

  test('and the claim of one who lost the race to make a profile is given back', async () => {
    const { store, needs } = worldOf({ added: null });
    await createProfile(needs, { nickname: 'Ada' });
    expect(store.releaseNicknames).toHaveBeenCalledWith('usr_ada');
  });

  test('for a visitor, by a fault', async () => {
    const { needs } = worldOf();
    const visitor = { ...needs, caller: { ...needs.caller, viewerId: null } };
    await expect(createProfile(visitor, { nickname: 'Ada' })).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});
