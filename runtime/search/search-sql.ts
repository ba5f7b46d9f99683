import { type SqlFragment, sql } from '../database/sql-fragment.ts';

/**
 * How the words of a query are found: as they are, or the last one as the beginning of a word, as somebody types it; then it has at
 * least three letters, since what begins with fewer is found nearly everywhere. The functions are in the schemas of domains that
 * declare `/// @search`; `search_vector(text)` makes what is indexed.
 */
export type WordMatch = 'WHOLE' | 'LAST_BEGINS';

/** A `tsquery` for texts that hold all words of a query; null for a query that has none to look for. */
export const searchQuery = (query: string, match: WordMatch): SqlFragment =>
  match === 'WHOLE' ? sql`search_query(${query})` : sql`search_beginnings(${query})`;
