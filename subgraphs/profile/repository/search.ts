import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import { CUSTOM_PLAN } from '../../../runtime/database/custom-plan.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isVisibleTo } from './visible-to.ts';

/** A profile whose nickname begins with the query. */
export interface PrefixHit {
  readonly userId: string;
  /** Sort key: ascending by bytes. */
  readonly nicknameFolded: string;
}

/** A profile whose names contain or resemble the words of the query. */
export interface RankedHit {
  readonly userId: string;
  /** Sort key: descending by `score`, then ascending by `id`. */
  readonly id: string;
  /** Word similarity in thousandths, 0 to 1000. */
  readonly score: number;
}

/** A search and its viewer, whose permissions limit the hits. */
export interface Search {
  readonly viewerId: string;
  /** As the person typed it. */
  readonly query: string;
  /** The query folded as nicknames are. */
  readonly prefix: string;
  readonly limit: number;
}

/** Maximum number of profiles ranked per search, so that a very common name costs hardly more than a rare one. */
const MAX_CANDIDATES = 300;

/** Maximum number of similar words considered for one word of a query: the most similar ones. */
const MAX_SIMILAR_WORDS = 20;

/** Appended to a prefix, sorts after every text with that prefix in collation "C". */
const LAST_CHARACTER = '\u{10ffff}';

const nicknameBegins = (prefix: string): SqlFragment =>
  sql`p.nickname_folded >= ${prefix} AND p.nickname_folded < ${prefix + LAST_CHARACTER}`;

const NAMES = sql`(p.nickname_folded || ' ' || p.display_name)`;

/** The expression of the index `profile_words_idx`. */
const WORDS = sql`array_to_tsvector(name_words(p.nickname_folded, p.display_name))`;

/** The words of a query, cut as the index cuts names. */
const wordsOf = (query: string): string[] =>
  query
    .toLowerCase()
    .split(/[^\p{Alphabetic}0-9]+|(?<=\p{Alphabetic})(?=[0-9])/u)
    .filter((word) => /\p{Alphabetic}/u.test(word));

/** A `tsquery` for names with words that begin like these. They contain letters and digits only: quotes are enough. */
const allBeginning = (words: readonly string[]) => words.map((word) => `'${word}':*`).join(' & ');

/** Searches profiles by name; only those that the viewer may see according to the local copy of relations. */
export function createSearchStore(db: Prisma.TransactionClient) {
  const ranked = (
    { viewerId, query, prefix, limit }: Search,
    fits: SqlFragment,
    after: Pick<RankedHit, 'score' | 'id'> | null,
  ): Promise<RankedHit[]> =>
    db.$queryRaw<RankedHit[]>`
      ${CUSTOM_PLAN}SELECT "userId", id, score FROM (
        SELECT p.user_id AS "userId", p.id, round(1000 * extensions.word_similarity(${query}, ${NAMES}))::int AS score
        FROM profile p WHERE ${fits} AND NOT (${nicknameBegins(prefix)}) AND ${isVisibleTo(viewerId)}
        LIMIT ${MAX_CANDIDATES}) AS candidate
      WHERE ${after === null ? sql`true` : sql`(score < ${after.score} OR (score = ${after.score} AND id > ${after.id}))`}
      ORDER BY score DESC, id LIMIT ${limit}`;

  /** For each word the words of names that resemble it, above PostgreSQL's default similarity threshold of 0.3. */
  const similarWords = (words: readonly string[]) =>
    db.$queryRaw<{ similar: string[] }[]>`
      SELECT ARRAY(
        SELECT n.word FROM name_word n WHERE n.word OPERATOR(extensions.%) asked.word
        ORDER BY extensions.similarity(n.word, asked.word) DESC, n.word LIMIT ${MAX_SIMILAR_WORDS}) AS similar
      FROM unnest(${[...words]}::text[]) WITH ORDINALITY AS asked(word, position) ORDER BY position`;

  return {
    /** Nicknames that begin with the query, after the position `after`. */
    profilesBeginningWith({ viewerId, prefix, limit }: Search, after: string | null): Promise<PrefixHit[]> {
      return db.$queryRaw<PrefixHit[]>`
        SELECT p.user_id AS "userId", p.nickname_folded AS "nicknameFolded" FROM profile p
        WHERE ${nicknameBegins(prefix)} AND ${after === null ? sql`true` : sql`p.nickname_folded > ${after}`}
          AND ${isVisibleTo(viewerId)}
        ORDER BY p.nickname_folded LIMIT ${limit}`;
    },

    /** Names with a word that begins like each word of the query, after `after`; excludes nicknames that begin with it. */
    async profilesHolding(search: Search, after: Pick<RankedHit, 'score' | 'id'> | null): Promise<RankedHit[]> {
      const words = wordsOf(search.query);
      if (words.length === 0) return [];
      return ranked(search, sql`${WORDS} @@ ${allBeginning(words)}::tsquery`, after);
    },

    /** Names with a word similar to each word of the query, after `after`; excludes what the other two find. */
    async profilesResembling(search: Search, after: Pick<RankedHit, 'score' | 'id'> | null): Promise<RankedHit[]> {
      const words = wordsOf(search.query);
      if (words.length === 0) return [];
      const alike = (await similarWords(words)).map(({ similar }) => similar);
      if (alike.some((some) => some.length === 0)) return [];
      const anyLike = alike.map((some) => `(${some.map((word) => `'${word}'`).join(' | ')})`).join(' & ');
      const like = sql`${WORDS} @@ ${`(${anyLike}) & !(${allBeginning(words)})`}::tsquery`;
      return ranked(search, like, after);
    },
  };
}
