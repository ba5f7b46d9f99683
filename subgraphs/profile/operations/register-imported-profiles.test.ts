import { expect, jest, test } from '@jest/globals';
import type { ProfileStore } from '../repository/index.ts';
import { registerImportedProfiles } from './register-imported-profiles.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');

function worldOf(taken: readonly string[]) {
  const claimNickname = jest.fn<ProfileStore['claimNickname']>(async () => true);
  const addProfile = jest.fn<ProfileStore['addProfile']>(async () => null);
  const addNewProfiles = jest.fn<ProfileStore['addNewProfiles']>(async () => []);
  const announceAll = jest.fn<(...given: unknown[]) => Promise<void>>(async () => undefined);
  const store = {
    ...{ claimNickname, addProfile, addNewProfiles, announceAll },
    releaseNicknames: async () => undefined,
    releaseOtherNicknames: async () => undefined,
    announce: async () => undefined,
    claimNicknames: async () => [...taken],
  };
  return { store, now: () => NOW };
}

test('profiles are created together with the nicknames that the import has reserved', async () => {
  const world = worldOf([]);
  await registerImportedProfiles(world, [
    { userId: 'usr_1', nickname: 'Ada' },
    { userId: 'usr_2', nickname: 'ben' },
  ]);
  expect(world.store.addNewProfiles.mock.calls[0]?.[0]).toMatchObject([
    { userId: 'usr_1', nickname: 'Ada', displayName: 'Ada' },
    { userId: 'usr_2', nickname: 'ben' },
  ]);
  expect(world.store.addProfile).not.toHaveBeenCalled();
});

test('who has lost the nickname, or shares it with a later one of the batch, gets a profile by themselves', async () => {
  const world = worldOf(['ben']);
  await registerImportedProfiles(world, [
    { userId: 'usr_1', nickname: 'ada' },
    { userId: 'usr_2', nickname: 'ben' },
    { userId: 'usr_3', nickname: 'ADA' },
  ]);
  expect(world.store.addNewProfiles.mock.calls[0]?.[0]).toMatchObject([{ userId: 'usr_3' }]);
  expect(world.store.addProfile.mock.calls.map(([draft]) => draft.userId)).toEqual(['usr_1', 'usr_2']);
});
