import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { MAX_PHOTOS } from '../operations/photo-rules.ts';
import { openProfileRepository, type ProfileRepository } from './index.ts';

const now = new Date('2030-01-01T00:00:00.000Z');
let database: FreshDatabase;
let repository: ProfileRepository;
let userId: string;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openProfileRepository(database.urlOf('profile'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});
beforeEach(async () => {
  userId = newId('usr', now);
  const nickname = userId;
  await repository.addProfile(
    { id: newId('prf', now), userId, nickname, nicknameFolded: nickname, nicknameKey: nickname, displayName: 'Ada' },
    now,
  );
});

const photo = (mediaFileId: string) => ({ id: newId('pph', now), userId, mediaFileId, addedAt: now });
/** Adds as an operation does: under the profile's lock. */
const add = (mediaFileId: string) =>
  repository.transaction(async (store) => (await store.lockProfile(userId)) && store.addPhoto(photo(mediaFileId)));
const filesOf = async (...ids: string[]) =>
  (await repository.photos(ids)).map((photos) => photos.map(({ mediaFileId }) => mediaFileId));
const positions = () =>
  repository.sql.$queryRaw<{ position: number }[]>`
    SELECT position FROM profile_photo WHERE user_id = ${userId} ORDER BY position`;

test('photos stand in the order they were added, of many people in one read', async () => {
  for (const file of ['a', 'b', 'c']) expect(await add(file)).toBe(true);

  expect(await filesOf('usr_nobody', userId)).toEqual([[], ['a', 'b', 'c']]);
});

test('a file is on a profile once, and a thirteenth photo is not stored', async () => {
  await add('a');
  expect(await add('a')).toBe(false);
  for (let at = 1; at < MAX_PHOTOS; at += 1) await add(`file ${at}`);

  await expect(add('one too many')).rejects.toThrow('profile_photo_position_check');
  expect((await filesOf(userId))[0]).toHaveLength(MAX_PHOTOS);
});

test('photos added and removed at once leave no hole and no repetition', async () => {
  const files = Array.from({ length: 8 }, (_, at) => `file ${at}`);
  expect(await Promise.all(files.map(add))).toEqual(files.map(() => true));
  const [photos = []] = await repository.photos([userId]);
  const remove = (id: string) =>
    repository.transaction(async (store) => (await store.lockProfile(userId)) && store.removePhoto(userId, id));
  await Promise.all([...photos.slice(0, 4).map(({ id }) => remove(id)), add('late'), add('later')]);

  expect(await positions()).toEqual([0, 1, 2, 3, 4, 5].map((position) => ({ position })));
});

test("another person's photo is neither removed nor moved", async () => {
  await add('a');
  const [[own] = []] = await repository.photos([userId]);
  expect(await repository.removePhoto('usr_eve', own?.id ?? '')).toBeNull();
  await repository.orderPhotos('usr_eve', ['x', own?.id ?? '']);

  expect(await positions()).toEqual([{ position: 0 }]);
});

test('photos go with their profile, and who has no profile cannot have any', async () => {
  await add('a');
  await repository.removeProfile(userId);

  expect(await filesOf(userId)).toEqual([[]]);
  expect(await add('b')).toBe(false);
  await expect(repository.addPhoto(photo('b'))).rejects.toThrow('profile_photo_user_id_fkey');
});
