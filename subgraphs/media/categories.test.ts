import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serviceCaller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import subgraph from './index.ts';

const change = (verb: string) => {
  const input = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  return `mutation ($input: ${input}!) { done: ${verb}(input: $input) { category { id path level } errors { __typename } } }`;
};
const SEEN = `query ($path: String) {
  category(slug: $path) { title level parent { slug } ancestors { path } fileCount children(first: 1) { edges { cursor node { slug } } pageInfo { hasNextPage } } }
  categories(scope: MEDIA) { edges { node { path } } }
  _entities(representations: [{ __typename: "Category", id: "cat_none" }]) { ... on Category { path } }
}`;

let world: DomainWorld;
beforeAll(async () => {
  world = await openDomainWorld(subgraph);
});
afterAll(() => world.close());

const act = async (verb: string, input: object) => {
  const moderator = world.as('usr_mod', { scopes: ['moderator'] });
  const { data, errors } = await world.execute(change(verb), { input }, moderator);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return Object(data)['done'];
};
const create = async (title: string, parentId: string | null = null, scope = 'MEDIA'): Promise<string> =>
  (await act('createCategory', { title, parentId, scope })).category.id;
const see = async (path: string) => JSON.parse(JSON.stringify((await world.execute(SEEN, { path })).data));

test('a tree is built, read by anybody, moved and pruned', async () => {
  const music = await create('Music');
  const jazz = await create('Jazz', music);
  const [, bebop] = [await create('Swing', jazz), await create('Bebop', jazz)];
  // Of another scope, with the same path.
  await create('Music', null, 'STREAM');
  await world.sql.$executeRaw`
    INSERT INTO media_file (id, owner_id, file_name, content_type, byte_size, quota_bytes, bucket, tags, category_id, kind, state, purpose,
      visibility, storage_key, created_at, updated_at)
    SELECT 'fil_' || visibility, 'usr_ada', 'a', 'image/jpeg', 1, 1, 'files', '{}', ${jazz}, 'IMAGE', 'READY', 'PHOTO',
      visibility, visibility, now(), now()
    FROM unnest('{PUBLIC,PRIVATE}'::text[]) AS visibility`;
  expect(await see('music/jazz')).toEqual({
    category: {
      ...{ title: 'Jazz', level: 2, parent: { slug: 'music' }, ancestors: [{ path: 'music' }], fileCount: 1 },
      children: { edges: [{ cursor: expect.any(String), node: { slug: 'bebop' } }], pageInfo: { hasNextPage: true } },
    },
    categories: { edges: [{ node: { path: 'music' } }] },
    _entities: [null],
  });

  expect((await act('moveCategory', { categoryId: jazz })).category).toEqual({ id: jazz, path: 'jazz', level: 1 });
  expect((await see('jazz/bebop')).category).toMatchObject({ level: 2, ancestors: [{ path: 'jazz' }] });
  expect((await act('updateCategory', { categoryId: jazz, title: 'Jazz & Soul' })).category.path).toBe('jazz-soul');
  expect((await act('deleteCategory', { categoryId: jazz })).errors).toEqual([{ __typename: 'CategoryInUse' }]);
  expect((await act('deleteCategory', { categoryId: jazz, moveToId: music })).errors).toEqual([]);
  expect((await see('music')).category).toMatchObject({
    fileCount: 1,
    children: { edges: [{ node: { slug: 'bebop' } }] },
  });
  expect((await act('moveCategory', { categoryId: music, parentId: bebop })).errors).toEqual([
    { __typename: 'CategoryCycle' },
  ]);
});

test('of those who add a category of one name at once, one does', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => act('createCategory', { title: 'Same', scope: 'PROJECT' })),
  );
  expect(outcomes.flatMap(({ errors }) => errors)).toEqual(Array(7).fill({ __typename: 'SlugTaken' }));
});

test('a domain that is new takes the categories that there are, page after page', async () => {
  const created = await create('Chairs', null, 'PRODUCT');
  const query = `query ($after: String) { snapshot(types: ["media.category-changed"], after: $after, limit: 2) { rows next } }`;
  const facts = [];
  let after: string | null = null;
  do {
    const { data } = await world.execute(query, { after }, serviceCaller('commerce'));
    const { rows, next } = Object(data)['snapshot'];
    facts.push(...rows.map((row: string) => JSON.parse(row)));
    after = next;
  } while (after !== null);
  const [row] = await world.sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM category`;
  expect(facts).toHaveLength(row?.count ?? -1);
  expect(facts).toContainEqual(
    expect.objectContaining({
      payload: expect.objectContaining({ categoryId: created, scope: 'PRODUCT', path: 'chairs' }),
    }),
  );
});
