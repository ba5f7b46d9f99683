import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openToyWorld, type ToyDomain, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { sql } from '../database/sql-fragment.ts';
import type { CategoryFact } from './category-events.ts';
import { isWithinCategory } from './category-sql.ts';
import { createCategoryCopy } from './category-store.ts';
import { requireCategory } from './require-category.ts';

const shelf: ToyDomain<object> = {
  name: 'shelf',
  contract: 'type Query { shelves: Int! }',
  prismaSchema: '/// @categories',
  resolvers: { Query: { shelves: () => 0 } },
  open: () => ({ createContext: () => ({}) }),
};

const [EARLY, NOON, LATE] = [
  '2026-11-30T11:00:00.000Z',
  '2026-11-30T12:00:00.000Z',
  '2026-11-30T13:00:00.000Z',
] as const;

let world: ToyWorld;

beforeAll(async () => {
  world = await openToyWorld();
  await world.migrate(shelf);
});
afterAll(() => world?.close());

const within = <Result>(work: (db: Sql) => Promise<Result>): Promise<Result> =>
  world.database('shelf').transaction((_, db) => work(db));

const fact = (categoryId: string, path: string, at: string = NOON): CategoryFact => ({
  ...{ categoryId, scope: 'PRODUCT', parentId: null, title: path, path, at },
});

const idsWithin = (categoryId: string): Promise<string[]> =>
  within(async (db) => {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT c.id FROM category c WHERE ${isWithinCategory(sql`c.id`, categoryId)} ORDER BY c.id`;
    return rows.map(({ id }) => id);
  });

test('a category contains those below it, by whole slugs', async () => {
  await within(async (db) => {
    const copy = createCategoryCopy(db);
    await copy.noteCategory(fact('cat_books', 'books'));
    await copy.noteCategory(fact('cat_maps', 'books/maps'));
    await copy.noteCategory(fact('cat_bookshelves', 'bookshelves'));
  });

  expect(await idsWithin('cat_books')).toEqual(['cat_books', 'cat_maps']);
  expect(await idsWithin('cat_maps')).toEqual(['cat_maps']);
  expect(await idsWithin('cat_none')).toEqual([]);
});

test('a fact that is handled late changes nothing and revives nothing', async () => {
  const found = await within(async (db) => {
    const copy = createCategoryCopy(db);
    await copy.noteCategory(fact('cat_moved', 'new', LATE));
    await copy.noteCategory(fact('cat_moved', 'old', EARLY));
    await copy.noteDeletion({ categoryId: 'cat_gone', scope: 'PRODUCT', movedToId: null, at: NOON });
    await copy.noteCategory(fact('cat_gone', 'gone', NOON));
    return copy.categories(['cat_gone', 'cat_moved']);
  });

  expect(found).toEqual([null, { id: 'cat_moved', parentId: null, title: 'new', path: 'new' }]);
});

test('what a complete snapshot has not named is deleted', async () => {
  const found = await within(async (db) => {
    const copy = createCategoryCopy(db);
    await copy.noteCategory(fact('cat_left', 'left'));
    await copy.endUnconfirmedCategories(new Date(Date.now() + 60_000));
    return copy.categories(['cat_left']);
  });

  expect(found).toEqual([null]);
});

/** What becomes of a request for a category, with a copy that has only `cat_copied` and a media domain that answers this. */
const requested = (categoryId: string, category: object | null) =>
  requireCategory(
    {
      ask: async () => ({ category }),
      repository: {
        categories: async ([id = '']) =>
          id === 'cat_copied' ? [{ id, parentId: null, title: 'Copied', path: 'copied' }] : [null],
      },
    },
    { service: 'commerce', scope: 'PRODUCT', categoryId },
  );

test('media is asked about a category that the copy does not have', async () => {
  expect(await requested('cat_copied', null)).toMatchObject({ ok: true });
  expect(await requested('cat_new', { id: 'cat_new', scope: 'PRODUCT' })).toMatchObject({ ok: true });
  for (const other of [null, { id: 'cat_new', scope: 'STREAM' }])
    expect(await requested('cat_new', other)).toMatchObject({
      ok: false,
      refusal: { __typename: 'NotFound', path: ['input', 'categoryId'] },
    });
});
