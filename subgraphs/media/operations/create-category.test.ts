import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { createCategoryWorld, MODERATOR } from '../fixtures/category-world.ts';
import { createCategory } from './create-category.ts';

const EIGHT = Array.from({ length: 8 }, (_, at) =>
  'abcdefgh'
    .slice(0, at + 1)
    .split('')
    .join('/'),
);

test('a category is added below another, published and audited', async () => {
  const { context, store, paths, published } = createCategoryWorld(['music']);
  const input = { title: ' Rock & R\u00f6ll ', parentId: 'cat_music', scope: 'MEDIA' };
  expect(await createCategory(context, input)).toMatchObject({
    ok: true,
    value: { title: 'Rock & R\u00f6ll', slug: 'rock-roll', path: 'music/rock-roll', level: 2, parentId: 'cat_music' },
  });
  expect(paths()).toEqual(['music', 'music/rock-roll']);
  expect(published()).toEqual(['media.category-changed music/rock-roll']);
  expect(store.recordAudit.mock.calls).toMatchObject([[{}, { action: 'createCategory', scope: 'moderator' }]]);
});

test.each([
  ['a title without a letter', { title: '\u2026!' }, 'InvalidInput', 'title'],
  ['a title of 81 characters', { title: 'x'.repeat(81) }, 'InvalidInput', 'title'],
  ['an unknown scope', { scope: 'PETS' }, 'InvalidInput', 'scope'],
  ['a parent that is not there', { parentId: 'cat_none' }, 'NotFound', 'parentId'],
  ['a parent of another scope', { parentId: 'cat_a', scope: 'STREAM' }, 'NotFound', 'parentId'],
  ['a slug that is there', { title: 'B!', parentId: 'cat_a' }, 'SlugTaken', 'title'],
  ['a ninth level', { parentId: 'cat_h' }, 'CategoryTooDeep', 'parentId'],
])('%s is refused, and nothing is added', async (_, input, __typename, field) => {
  const { context, paths, published } = createCategoryWorld(EIGHT);
  expect(await createCategory(context, { title: 'New', scope: 'MEDIA', ...input })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', field] },
  });
  expect(paths()).toEqual(EIGHT);
  expect(published()).toEqual([]);
});

test('an administrator adds categories too, and the audit log says by which scope', async () => {
  const { context, store } = createCategoryWorld([], { ...MODERATOR, scopes: ['admin'] });
  expect(await createCategory(context, { title: 'New', scope: 'MEDIA' })).toMatchObject({ ok: true });
  expect(store.recordAudit.mock.calls).toMatchObject([[{}, { scope: 'admin' }]]);
});

test('only moderators add categories', async () => {
  const input = { title: 'New', scope: 'MEDIA' };
  for (const [caller, code] of [
    [{ ...MODERATOR, scopes: ['notify'] }, 'FORBIDDEN'],
    [ANONYMOUS, 'UNAUTHENTICATED'],
  ] as const)
    await expect(createCategory(createCategoryWorld([], caller).context, input)).rejects.toMatchObject({
      extensions: { code },
    });
});
