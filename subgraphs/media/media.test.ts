import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import subgraph from './index.ts';

const CREATE = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
  upload { id method url tusUrl receivedBytes state file { id state url urlExpiresAt } } file { id } isReplay
  errors { __typename } } }`;
const SEEN = `query ($id: ID!) { mediaFile(id: $id) { fileName owner { id } tags variants { name } }
  _entities(representations: [{ __typename: "MediaFile", id: $id, access: "" }]) { ... on MediaFile { fileName } } }`;
const INPUT = { fileName: 'cat.jpg', contentType: 'image/jpeg', byteSize: 10, purpose: 'PHOTO', tags: ['cats'] };

let world: DomainWorld;
const [ada, ben] = [newId('usr', new Date()), newId('usr', new Date())];
const create = async (changes: object = {}, viewerId = ada) =>
  Object((await world.execute(CREATE, { input: { ...INPUT, ...changes } }, world.as(viewerId))).data)['createUpload'];

beforeAll(async () => {
  world = await openDomainWorld(subgraph, { environment: { MEDIA_QUOTA_BYTES: '1000' } });
});
afterAll(() => world.close());

test('an upload begins with its file, which its owner alone sees', async () => {
  const { upload, errors } = await create();
  expect([upload, errors]).toMatchObject([
    { method: 'PUT', receivedBytes: 0, state: 'OPEN', file: { state: 'UPLOADING', url: null, urlExpiresAt: null } },
    [],
  ]);
  expect(upload.url).toContain(`/media/upload/${upload.id}?`);
  const seenBy = async (viewerId: string) =>
    (await world.execute(SEEN, { id: upload.file.id }, world.as(viewerId))).data;
  const file = { fileName: 'cat.jpg', owner: { id: ada }, tags: ['cats'], variants: [] };
  expect(await seenBy(ada)).toEqual({ mediaFile: file, _entities: [{ fileName: 'cat.jpg' }] });
  expect(await seenBy(ben)).toEqual({ mediaFile: null, _entities: [null] });
});

test('a repeated request begins one upload', async () => {
  const [first, second] = [await create({ idempotencyKey: 'one' }), await create({ idempotencyKey: 'one' })];
  expect([first.isReplay, second.isReplay, second.upload.id]).toEqual([false, true, first.upload.id]);
});

test('uploads that are begun at once do not exceed the quota together', async () => {
  const began = await Promise.all(Array.from({ length: 5 }, () => create({ byteSize: 300 }, ben)));
  const refused = began.flatMap(({ errors }) => errors);
  expect(refused).toEqual([{ __typename: 'QuotaExceeded' }, { __typename: 'QuotaExceeded' }]);
});

test('a person gets a copy of what is stored of their files, and nothing is left of them when they have deleted their account', async () => {
  expect((await personalDataOf(world, ada))['files']).toMatchObject([{ fileName: 'cat.jpg' }, { fileName: 'cat.jpg' }]);
  await world.erase(ada);
  expect(await world.remains(ada)).toEqual([]);
});
