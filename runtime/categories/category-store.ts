import type { Sql } from '../database/database.ts';
import { inOrderOf } from '../database/loader.ts';
import type { CategoryDeleted, CategoryFact } from './category-events.ts';

/** A category as a domain's own copy has it. */
export interface CopiedCategory {
  readonly id: string;
  /** Null at the root. */
  readonly parentId: string | null;
  readonly title: string;
  /** Slugs from the root on, joined by slashes. */
  readonly path: string;
}

/**
 * A domain's own copy of the categories of one scope, in its table `category`. A row changes only when the fact is not older
 * than it, so that an event that is handled late cannot revive a category that is deleted.
 */
export const createCategoryCopy = (db: Sql) => ({
  /** Records that a category was added or changed. */
  async noteCategory({ categoryId, parentId, title, path, at }: CategoryFact): Promise<void> {
    await db.$executeRaw`
      INSERT INTO category AS copy (id, parent_id, title, path, is_active, changed_at, confirmed_at)
      VALUES (${categoryId}, ${parentId}, ${title}, ${path}, true, ${at}::timestamptz, now())
      ON CONFLICT (id) DO UPDATE SET confirmed_at = now(),
        parent_id = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.parent_id ELSE copy.parent_id END,
        title = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.title ELSE copy.title END,
        path = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.path ELSE copy.path END,
        is_active = copy.is_active OR copy.changed_at < excluded.changed_at,
        changed_at = greatest(copy.changed_at, excluded.changed_at)`;
  },

  /** Records that a category was deleted. */
  async noteDeletion({ categoryId, at }: CategoryDeleted): Promise<void> {
    await db.$executeRaw`
      INSERT INTO category AS copy (id, title, path, is_active, changed_at, confirmed_at)
      VALUES (${categoryId}, '', '', false, ${at}::timestamptz, now())
      ON CONFLICT (id) DO UPDATE SET is_active = false, confirmed_at = now(),
        changed_at = greatest(copy.changed_at, excluded.changed_at)`;
  },

  /** Ends the categories that nothing has confirmed since `startedAt`, by the clock of this database. */
  async endUnconfirmedCategories(startedAt: Date): Promise<void> {
    await db.$executeRaw`UPDATE category SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
  },

  /** In the order of the ids; null for those that the copy does not have. */
  async categories(ids: readonly string[]): Promise<(CopiedCategory | null)[]> {
    const rows = await db.$queryRaw<CopiedCategory[]>`
      SELECT id, parent_id AS "parentId", title, path FROM category WHERE id = ANY (${[...ids]}::text[]) AND is_active`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },
});
