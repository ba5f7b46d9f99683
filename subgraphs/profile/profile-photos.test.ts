import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { userRegistered } from '../auth/events.ts';
import { friendshipEnded, friendshipStarted } from '../friends/events.ts';
import { fileDeleted } from '../media/events.ts';
import profile from './index.ts';
import { MAX_PHOTOS } from './operations/photo-rules.ts';

const ANSWER = `{ profile { photos { id } } errors { __typename ... on UserError { message path } } }`;
const mutation = (verb: string, input: string) =>
  `mutation ($input: ${input}Input!) { done: ${verb}(input: $input) ${ANSWER} }`;
const ADD = mutation('addProfilePhoto', 'AddProfilePhoto');
const REMOVE = mutation('removeProfilePhoto', 'RemoveProfilePhoto');
const REORDER = mutation('reorderProfilePhotos', 'ReorderProfilePhotos');
const AVATAR = mutation('setAvatar', 'SetAvatar');
const SEE = `query ($userId: ID!) { profile(userId: $userId) { avatarUrl avatar { id access } photos { id addedAt file { id access } } } }`;
const MANY = `query ($references: [_Any!]!) { _entities(representations: $references) { ... on User { profile { photos { id } } } } }`;
const UPDATED = `subscription ($userId: ID!) { profileUpdated(userId: $userId) { profile { photos { id } } } }`;

describe('photos', () => {
  let world: DomainWorld;
  let count = 0;
  let ada: string;
  /** Who owns which picture, and what profile has said that it shows. */
  const files = new Map<string, string>();
  const uses = new Set<string>();
  beforeAll(async () => {
    world = await openDomainWorld(profile, { answers: { media: answerAsMedia } });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    ada = await person('ada');
  });

  function answerAsMedia(document: string, variables: Readonly<Record<string, unknown>>) {
    if (document.includes('attachableFiles')) {
      const ids = [variables['fileIds']].flat().map(String);
      const own = ids.filter((id) => files.get(id) === variables['ownerId']);
      return { attachableFiles: own.map((id) => ({ id, state: 'READY', kind: 'IMAGE' })) };
    }
    const { subjectId, subjectIds, fileIds } = Object(variables['input']);
    if (subjectId === undefined) uses.delete(`${subjectIds} ${fileIds}`);
    else uses.add(`${subjectId} ${fileIds}`);
    return { attachFiles: { errors: [] }, detachFiles: { errors: [] } };
  }
  async function person(nickname: string): Promise<string> {
    count += 1;
    const userId = `usr_${count}`;
    const registeredAt = '2030-01-01T00:00:00.000Z';
    await world.publish(userRegistered, { userId, nickname: `${nickname}${count}`, registeredAt });
    return userId;
  }
  /** Photos as media will bring them. */
  async function photosOf(userId: string, length: number): Promise<string[]> {
    const ids = Array.from({ length }, (_, at) => `pph_${userId}_${at}`);
    await world.sql.$executeRaw`
      INSERT INTO profile_photo (id, user_id, media_file_id, position, added_at)
      SELECT id, ${userId}, 'file of ' || id, place - 1, '2030-01-01' FROM unnest(${ids}::text[]) WITH ORDINALITY AS p(id, place)`;
    return ids;
  }
  // Answers are plain JSON of many shapes; each test states the shape it expects.
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown>): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const act = async (viewerId: string, query: string, input: Record<string, unknown>) =>
    (await run(viewerId, query, { input })).done;
  const shown = (ids: string[]) => ids.map((id) => ({ id }));
  const seen = async (userId: string) => (await run(userId, SEE, { userId })).profile.photos;
  const refusal = (__typename: string, ...path: string[]) => ({
    profile: null,
    errors: [{ __typename, message: expect.any(String), path: ['input', ...path] }],
  });

  test('a picture becomes a photo and the avatar, and is seen by whoever sees the profile', async () => {
    const ben = await person('ben');
    files.set('fil_ada', ada);
    expect(await act(ben, ADD, { mediaFileId: 'fil_ada' })).toEqual(refusal('MediaUnavailable', 'mediaFileId'));
    expect(await act('usr_nobody', AVATAR, { mediaFileId: 'fil_ada' })).toEqual(refusal('NotFound'));
    const added = await act(ada, ADD, { mediaFileId: 'fil_ada' });
    const [photo] = added.profile.photos;
    expect(await act(ada, ADD, { mediaFileId: 'fil_ada' })).toEqual(added);
    expect(await act(ada, AVATAR, { mediaFileId: 'fil_ada' })).toMatchObject({ errors: [] });
    const access = expect.stringMatching(/^\d+\.[\w-]{43}\.prf_[\w-]+-public$/);
    const file = { id: 'fil_ada', access };
    expect(await run(ben, SEE, { userId: ada })).toMatchObject({
      profile: { avatarUrl: null, avatar: file, photos: [{ ...photo, file }] },
    });
    await eventually(() => uses.has(`${photo.id} fil_ada`) && uses.size === 2, 'media to be informed');

    expect(await act(ada, REMOVE, { photoId: photo.id })).toMatchObject({ errors: [] });
    await act(ada, AVATAR, { mediaFileId: null });
    await eventually(() => uses.size === 0, 'media to be informed that nothing is shown');
    expect(await run(ben, SEE, { userId: ada })).toMatchObject({ profile: { avatar: null, photos: [] } });
  });

  test('a picture that its owner deletes is taken from photos and avatar, and subscribers are notified', async () => {
    files.set('fil_gone', ada);
    await act(ada, ADD, { mediaFileId: 'fil_gone' });
    await act(ada, AVATAR, { mediaFileId: 'fil_gone' });
    const updates = await world.subscribe(UPDATED, { userId: ada }, world.as(ada));
    await world.publish(fileDeleted, { fileId: 'fil_gone', ownerId: ada, at: '2030-01-01T00:00:00.000Z' });
    expect(await nextOf(updates)).toMatchObject({ data: { profileUpdated: { profile: { photos: [] } } } });
    await updates.return?.();
    expect(await run(ada, SEE, { userId: ada })).toMatchObject({ profile: { avatar: null, photos: [] } });
  });

  test('who is no friend any more loses access to the files of a profile that shows some', async () => {
    const ben = await person('ben');
    await photosOf(ada, 1);
    const userIds = [ada, ben] as const;
    for (const [type, second] of [
      [friendshipStarted, 1],
      [friendshipEnded, 2],
    ] as const)
      await world.publish(type, { userIds, at: `2030-01-01T00:00:0${second}.000Z` });
    const changes = (await world.published()).flatMap(({ type, payload }) => {
      const { grantId, userId } = Object(payload);
      return userId === ada || userId === ben ? [[type.replace('profile.file-access-', ''), grantId, userId]] : [];
    });
    const grant = expect.stringMatching(/^prf_.+-friends$/);
    expect(changes.filter(([type]) => type !== 'profile.profile-changed')).toEqual([
      ['restored', grant, ben],
      ['ended', grant, ben],
    ]);
  });

  test('a full profile takes no further photo', async () => {
    await photosOf(ada, MAX_PHOTOS);
    expect(await act(ada, ADD, { mediaFileId: 'mdf_1' })).toEqual(refusal('PhotoLimitReached', 'mediaFileId'));
  });

  test('a photo is removed once, and only by its owner', async () => {
    const [ids, eve] = [await photosOf(ada, 3), await person('eve')];
    const [first = '', second = '', third = ''] = ids;

    expect(await act(eve, REMOVE, { photoId: second })).toEqual(refusal('NotFound', 'photoId'));
    expect(await act(ada, REMOVE, { photoId: second })).toEqual({
      profile: { photos: shown([first, third]) },
      errors: [],
    });
    expect(await act(ada, REMOVE, { photoId: second })).toEqual(refusal('NotFound', 'photoId'));
    expect(await act(ada, REMOVE, { photoId: 'a\u0007' })).toEqual(refusal('InvalidInput', 'photoId'));
    expect(await act('usr_nobody', REMOVE, { photoId: first })).toEqual(refusal('NotFound'));
    expect(await seen(ada)).toMatchObject(shown([first, third]));
  });

  test('photos are put in another order, all of them or none', async () => {
    const [ids, eve] = [await photosOf(ada, 3), await person('eve')];
    const [first = '', second = '', third = ''] = ids;
    const [foreign = ''] = await photosOf(eve, 1);
    const order = (...photoIds: string[]) => act(ada, REORDER, { photoIds });

    expect(await order(third, first, second)).toEqual({
      profile: { photos: shown([third, first, second]) },
      errors: [],
    });
    expect(await order(first, second)).toEqual(refusal('InvalidInput', 'photoIds'));
    expect(await order(first, second, second)).toEqual(refusal('InvalidInput', 'photoIds'));
    expect(await order(...Array.from({ length: MAX_PHOTOS + 1 }, (_, at) => `p${at}`))).toEqual(
      refusal('InvalidInput', 'photoIds'),
    );
    expect(await order(first, foreign, second)).toEqual(refusal('NotFound', 'photoIds', '1'));
    expect(await act('usr_nobody', REORDER, { photoIds: [] })).toEqual(refusal('NotFound'));
    expect(await seen(ada)).toMatchObject(shown([third, first, second]));
    expect(await seen(eve)).toMatchObject(shown([foreign]));
  });

  test('orders that come at once leave one of them whole', async () => {
    const ids = await photosOf(ada, 5);
    const orders = Array.from({ length: 50 }, (_, at) => [...ids.slice(at % 5), ...ids.slice(0, at % 5)]);
    const answers = await Promise.all(orders.map((photoIds) => act(ada, REORDER, { photoIds })));

    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const left = (await seen(ada)).map(({ id }: { id: string }) => id);
    expect(orders).toContainEqual(left);
  });

  test('a subscriber of the profile receives another order of photos', async () => {
    const ids = await photosOf(ada, 2);
    const stream = await world.subscribe(UPDATED, { userId: ada }, world.as(ada));
    const first = nextOf(stream);
    let isReceived = false;
    void first.then(() => {
      isReceived = true;
    });
    // A subscription over a socket begins some time after it was asked for.
    await eventually(async () => {
      await act(ada, REORDER, { photoIds: ids.toReversed() });
      return isReceived;
    }, 'the new order to be delivered');

    expect(await first).toEqual({ data: { profileUpdated: { profile: { photos: shown(ids.toReversed()) } } } });
    await stream.return?.();
  });

  test('photos of thirty people are one statement', async () => {
    const people: string[] = [];
    for (let at = 0; at < 30; at += 1) people.push(await person('p'));
    const ids = await photosOf(people[3] ?? '', 2);
    world.statements();

    const references = people.map((id) => ({ __typename: 'User', id }));
    const { _entities: all } = await run(ada, MANY, { references });
    expect(all[3]).toEqual({ profile: { photos: shown(ids) } });
    expect(all[4]).toEqual({ profile: { photos: [] } });
    expect(world.statements()).toHaveLength(2);
  });

  test.each([ADD, REMOVE, REORDER, AVATAR])('a visitor is refused as unauthenticated: %s', async (query) => {
    const input = query === REORDER ? { photoIds: [] } : query === REMOVE ? { photoId: 'x' } : { mediaFileId: 'x' };
    const { errors } = await world.execute(query, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
