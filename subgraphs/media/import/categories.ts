import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { categoryTitle } from '../operations/category-title.ts';
import { type CategoryDraft, type InsertingStore, insertCategory } from '../operations/import/insert-category.ts';
import type { MediaStore } from '../repository/index.ts';

/** Each is inserted by itself, below the ones before it. */
const BATCH_SIZE = 200;

const SCOPES = ['MEDIA', 'PRODUCT', 'STREAM', 'PROJECT'] as const;

const SCHEMA = z
  .object({
    title: categoryTitle,
    parent: z.string().nullish(),
    scope: z.enum(SCOPES, 'A category is of MEDIA, PRODUCT, STREAM or PROJECT.').nullish(),
  })
  .transform(({ title, parent, scope }) => ({ title, parentId: parent ?? null, scope: scope ?? ('MEDIA' as const) }));

type Value = z.output<typeof SCHEMA>;

type Store = InsertingStore & Pick<MediaStore, 'lockCategories'>;

/** Imports trees of categories; a parent comes before what is below it. */
export const categoryImporter: DomainImporter<Store> = importerOf<Value, Store>({
  kind: 'categories',
  key: { prefix: 'cat' },
  fields: {
    title: { type: 'text', isRequired: true },
    parent: { type: 'text', references: 'categories' },
    scope: { type: 'text' },
  },
  schema: SCHEMA,
  batchSize: BATCH_SIZE,
  write: importCategories,
  async existing(store, ids) {
    return [...(await findCategories(store, ids)).keys()];
  },
  facts: ({ value }) => factsOf(value),
  async stored(store, ids) {
    const found = await findCategories(store, ids);
    return new Map([...found].map(([id, category]) => [id, factsOf(category)]));
  },
});

async function importCategories(
  store: Store,
  rows: readonly ImportRow<Value>[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  // In one order, as all who lock more than one tree do.
  for (const scope of SCOPES) if (rows.some(({ value }) => value.scope === scope)) await store.lockCategories(scope);
  const present = await findCategories(
    store,
    rows.map(({ id }) => id),
  );
  const outcomes: ImportOutcome[] = [];
  for (const { id, value } of rows) {
    const reason = present.has(id) ? 'present' : await insertCategory(store, { ...value, id }, now);
    outcomes.push(reason === 'present' ? reason : reason === null ? 'inserted' : { reason });
  }
  return outcomes;
}

async function findCategories(store: Pick<Store, 'categories'>, ids: readonly string[]) {
  const found = await store.categories(ids);
  return new Map(found.flatMap((category) => (category === null ? [] : [[category.id, category] as const])));
}

const factsOf = ({ title, parentId, scope }: Omit<CategoryDraft, 'id'>): ImportFacts => ({
  title,
  scope,
  parent: parentId,
});
