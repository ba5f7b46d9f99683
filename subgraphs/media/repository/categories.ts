import type { Prisma } from '../../../prisma/generated/media/client.ts';
import type { CategoryFact, CategoryScope } from '../../../runtime/categories/category-events.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { FactPage } from '../../../runtime/events/snapshot.ts';

/** A subject that files, products, streams or projects belong to. */
export interface Category {
  readonly id: string;
  readonly scope: CategoryScope;
  readonly parentId: string | null;
  readonly slug: string;
  readonly title: string;
  /** Slugs from the root on, joined by slashes. */
  readonly path: string;
  /** 1 for those at the root. */
  readonly level: number;
}

/** Where a category stands in its tree. */
export type CategoryPath = Pick<Category, 'scope' | 'path'>;

/** What changes of a category; its subtree follows. */
export type CategoryPosition = Omit<Category, 'id' | 'scope'>;

const COLUMNS = sql`c.id, c.scope, c.parent_id AS "parentId", c.slug, c.title, c.path, c.level`;
const BY_SLUG: ListOrder = { by: [['c.slug', 'text']], direction: 'ASC' };

/** Slugs hold none of the characters that have a meaning in patterns. */
const isWithin = ({ scope, path }: CategoryPath): SqlFragment =>
  sql`(c.scope = ${scope} AND (c.path = ${path} OR c.path LIKE ${`${path}/%`}))`;

const pathKey = ({ scope, path }: CategoryPath): string => `${scope} ${path}`;

/** Trees of categories. Changes are made in a transaction that holds the lock of the scope. */
export const createCategoryStore = (db: Prisma.TransactionClient) => ({
  /** In the order of the ids. */
  async categories(ids: readonly string[]): Promise<(Category | null)[]> {
    const rows = await db.$queryRaw<
      Category[]
    >`SELECT ${COLUMNS} FROM category c WHERE c.id = ANY (${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** In the order of the paths. */
  async categoriesAt(paths: readonly CategoryPath[]): Promise<(Category | null)[]> {
    const rows = await db.$queryRaw<Category[]>`
      SELECT ${COLUMNS} FROM category c WHERE (c.scope, c.path) IN (
        SELECT * FROM unnest(${paths.map(({ scope }) => scope)}::text[], ${paths.map(({ path }) => path)}::text[]))`;
    return inOrderOf(paths.map(pathKey), rows, pathKey);
  },

  /** Those directly below categories, or at the root of a scope, where its name is the parent; by slug. One statement. */
  categoryPages: (request: PagesRequest<readonly [string]>): Promise<Category[][]> =>
    readPages<Category>(
      db,
      request,
      BY_SLUG,
      ({ parent, beyond, order }) => sql`
        SELECT ${COLUMNS} FROM category c
        WHERE (c.parent_id = ${parent} OR (c.parent_id IS NULL AND c.scope = ${parent})) AND ${beyond} ${order}`,
    ),

  /** How many files in each category everybody may see, in the order of the ids. */
  async publicFileCounts(ids: readonly string[]): Promise<number[]> {
    const rows = await db.$queryRaw<{ id: string; count: number }[]>`
      SELECT category_id AS id, count(*)::int AS count FROM media_file
      WHERE category_id = ANY (${[...ids]}::text[]) AND visibility = 'PUBLIC' AND state = 'READY'
        AND decision NOT IN ('HIDDEN', 'REMOVED') GROUP BY 1`;
    return inOrderOf(ids, rows, ({ id }) => id).map((row) => row?.count ?? 0);
  },

  /** Others who change the tree of this scope wait until the transaction ends. */
  async lockCategories(scope: CategoryScope): Promise<void> {
    await db.$queryRaw`
      SELECT count(*) FROM (SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':categories:' || ${scope}, 0))) AS held`;
  },

  async addCategory({ id, scope, parentId, slug, title, path, level }: Category, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO category (id, scope, parent_id, slug, title, path, level, created_at, updated_at)
      VALUES (${id}, ${scope}, ${parentId}, ${slug}, ${title}, ${path}, ${level}::int, ${now}, ${now})`;
  },

  /** The level of the lowest category of a subtree. */
  async lowestLevelIn(category: CategoryPath): Promise<number> {
    const [row] = await db.$queryRaw<{ level: number | null }[]>`
      SELECT max(c.level) AS level FROM category c WHERE ${isWithin(category)}`;
    return row?.level ?? 0;
  },

  /** Changes a category and what follows from it for all below; returns all of them, from the top. */
  async moveSubtree(category: Category, to: CategoryPosition, now: Date): Promise<Category[]> {
    const rows = await db.$queryRaw<Category[]>`
      UPDATE category c SET
        path = ${to.path} || substr(c.path, length(${category.path}) + 1), level = c.level + ${to.level - category.level}::int,
        parent_id = CASE c.id WHEN ${category.id} THEN ${to.parentId} ELSE c.parent_id END,
        slug = CASE c.id WHEN ${category.id} THEN ${to.slug} ELSE c.slug END,
        title = CASE c.id WHEN ${category.id} THEN ${to.title} ELSE c.title END, updated_at = ${now}
      WHERE ${isWithin(category)} RETURNING ${COLUMNS}`;
    return rows.sort((one, other) => one.level - other.level);
  },

  async childrenOf(id: string): Promise<Category[]> {
    return await db.$queryRaw<Category[]>`SELECT ${COLUMNS} FROM category c WHERE c.parent_id = ${id} ORDER BY c.slug`;
  },

  /** How many files are in the category itself, whoever may see them. */
  async filesIn(id: string): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM media_file WHERE category_id = ${id}`;
    return row?.count ?? 0;
  },

  /** Puts the files of a category into another. */
  async moveFiles(fromId: string, toId: string): Promise<void> {
    await db.$executeRaw`UPDATE media_file SET category_id = ${toId} WHERE category_id = ${fromId}`;
  },

  async removeCategory(id: string): Promise<void> {
    await db.$executeRaw`DELETE FROM category WHERE id = ${id}`;
  },

  /** The categories that there are, for domains that keep a copy of them. */
  async categoryFacts(after: string | null, limit: number): Promise<FactPage<CategoryFact>> {
    const rows = await db.$queryRaw<(Category & { updatedAt: Date })[]>`
      SELECT ${COLUMNS}, c.updated_at AS "updatedAt" FROM category c
      WHERE c.id > ${after ?? ''} ORDER BY c.id LIMIT ${limit}::int`;
    const payloads = rows.map(({ id, scope, parentId, title, path, updatedAt }) => ({
      ...{ categoryId: id, scope, parentId, title, path, at: updatedAt.toISOString() },
    }));
    return { payloads, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
  },

  async countCategories(): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM category`;
    return row?.count ?? 0;
  },
});
