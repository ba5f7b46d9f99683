import { expect, jest, test } from '@jest/globals';
import { NOW } from '../fixtures/operation-world.ts';
import { announceFileAccess, fileGrantId } from './file-access.ts';

test('access ends for one person or all, to some files or all, under one visibility or both', async () => {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  await announceFileAccess({ announce }, 'ENDED', { profileId: 'prf_1' }, NOW);
  const some = { profileId: 'prf_1', userId: 'usr_ben', fileIds: ['fil_1'], visibilities: ['FRIENDS'] } as const;
  await announceFileAccess({ announce }, 'RESTORED', some, NOW);
  const at = NOW.toISOString();
  expect(announce.mock.calls.map(([type, payload]) => [Object(type).name, payload])).toEqual([
    ['profile.file-access-ended', { grantId: 'prf_1-public', userId: null, fileIds: null, at }],
    ['profile.file-access-ended', { grantId: 'prf_1-friends', userId: null, fileIds: null, at }],
    ['profile.file-access-restored', { grantId: 'prf_1-friends', userId: 'usr_ben', fileIds: ['fil_1'], at }],
  ]);
});

test('access is minted with the visibility of the moment', () => {
  expect(fileGrantId('prf_1', 'FRIENDS')).toBe('prf_1-friends');
});
