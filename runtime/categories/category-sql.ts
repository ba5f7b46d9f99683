import { type SqlFragment, sql } from '../database/sql-fragment.ts';

/**
 * Whether a column holds the id of a category or of one below it, by the domain's copy. Slugs hold none of the characters that
 * have a meaning in patterns.
 */
export const isWithinCategory = (column: SqlFragment, categoryId: string): SqlFragment => sql`${column} IN (
  SELECT below.id FROM category AS top JOIN category AS below
    ON below.is_active AND (below.id = top.id OR below.path LIKE top.path || '/%')
  WHERE top.id = ${categoryId} AND top.is_active)`;
