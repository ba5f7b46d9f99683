import { Prisma } from '../../../prisma/generated/profile/client.ts';
import { isVisibleTo } from './visible-to.ts';

/** A profile whose nickname begins with what was looked for. */
export interface PrefixHit {
  readonly userId: string;
  /** The place in the list: ascending by bytes. */
  readonly nicknameFolded: string;
}

/** A profile whose names hold or resemble what was looked for. */
export interface RankedHit {
  readonly userId: string;
  /** The place in the list: descending by `score`, then ascending by `id`. */
  readonly id: string;
  /** Word similarity in thousandths, 0 to 1000. */
  readonly score: number;
}

/** What is looked for, and for whom. */
export interface Search {
  readonly viewerId: string;
  /** As the person typed it. */
  readonly query: string;
  /** The query folded as nicknames are. */
  readonly prefix: string;
  readonly limit: number;
}

/** Most profiles that one search ranks, so that a very common name costs hardly more than a rare one. */
const MOST_CANDIDATES = 300;

/** Most words that one word of a query is taken to resemble: the nearest. */
const MOST_LIKENESSES = 20;

/** Sorts behind every text that begins as the text before it, in collation "C". */
const LAST_CHARACTER = '\u{10ffff}';

const nicknameBegins = (prefix: string): Prisma.Sql =>
  Prisma.sql`p.nickname_folded >= ${prefix} AND p.nickname_folded < ${prefix + LAST_CHARACTER}`;

const NAMES = Prisma.sql`(p.nickname_folded || ' ' || p.display_name)`;

/** The expression of the index `profile_words_idx`. */
const WORDS = Prisma.sql`array_to_tsvector(name_words(p.nickname_folded, p.display_name))`;

/** The words of a query, cut as the index cuts names. */
const wordsOf = (query: string): string[] =>
  query
    .toLowerCase()
    .split(/[^\p{Alphabetic}0-9]+|(?<=\p{Alphabetic})(?=[0-9])/u)
    .filter((word) => /\p{Alphabetic}/u.test(word));

/** Words as a `tsquery` has them. They hold letters and digits only, so that quotes are all it takes. */
const allBeginning = (words: readonly string[]) => words.map((word) => `'${word}':*`).join(' & ');

/** Finding people by what they are called; only profiles that the viewer may see by what is known here. */
export function createSearchStore(db: Prisma.TransactionClient) {
  const ranked = (
    { viewerId, query, prefix, limit }: Search,
    fits: Prisma.Sql,
    after: Pick<RankedHit, 'score' | 'id'> | null,
  ): Promise<RankedHit[]> =>
    db.$queryRaw<RankedHit[]>`
      SELECT "userId", id, score FROM (
        SELECT p.user_id AS "userId", p.id, round(1000 * extensions.word_similarity(${query}, ${NAMES}))::int AS score
        FROM profile p WHERE ${fits} AND NOT (${nicknameBegins(prefix)}) AND ${isVisibleTo(viewerId)}
        LIMIT ${MOST_CANDIDATES}) AS candidate
      WHERE ${after === null ? Prisma.sql`true` : Prisma.sql`(score < ${after.score} OR (score = ${after.score} AND id > ${after.id}))`}
      ORDER BY score DESC, id LIMIT ${limit}`;

  /** For each word the words of names that resemble it: above the similarity of 0.3 that PostgreSQL takes when told nothing else. */
  const likenesses = (words: readonly string[]) =>
    db.$queryRaw<{ likenesses: string[] }[]>`
      SELECT ARRAY(
        SELECT n.word FROM name_word n WHERE n.word OPERATOR(extensions.%) asked.word
        ORDER BY extensions.similarity(n.word, asked.word) DESC, n.word LIMIT ${MOST_LIKENESSES}) AS likenesses
      FROM unnest(${[...words]}::text[]) WITH ORDINALITY AS asked(word, place) ORDER BY place`;

  return {
    /** Nicknames that begin with the query, behind `after`. */
    profilesBeginningWith({ viewerId, prefix, limit }: Search, after: string | null): Promise<PrefixHit[]> {
      return db.$queryRaw<PrefixHit[]>`
        SELECT p.user_id AS "userId", p.nickname_folded AS "nicknameFolded" FROM profile p
        WHERE ${nicknameBegins(prefix)} AND ${after === null ? Prisma.sql`true` : Prisma.sql`p.nickname_folded > ${after}`}
          AND ${isVisibleTo(viewerId)}
        ORDER BY p.nickname_folded LIMIT ${limit}`;
    },

    /** Names that hold the beginnings of all words of the query, behind `after`; no nickname that begins with it. */
    async profilesHolding(search: Search, after: Pick<RankedHit, 'score' | 'id'> | null): Promise<RankedHit[]> {
      const words = wordsOf(search.query);
      if (words.length === 0) return [];
      return ranked(search, Prisma.sql`${WORDS} @@ ${allBeginning(words)}::tsquery`, after);
    },

    /** Names that hold a word like each word of the query, behind `after`; nothing that the other two find. */
    async profilesResembling(search: Search, after: Pick<RankedHit, 'score' | 'id'> | null): Promise<RankedHit[]> {
      const words = wordsOf(search.query);
      if (words.length === 0) return [];
      const alike = (await likenesses(words)).map(({ likenesses }) => likenesses);
      if (alike.some((some) => some.length === 0)) return [];
      const anyLike = alike.map((some) => `(${some.map((word) => `'${word}'`).join(' | ')})`).join(' & ');
      const like = Prisma.sql`${WORDS} @@ ${`(${anyLike}) & !(${allBeginning(words)})`}::tsquery`;
      return ranked(search, like, after);
    },
  };
}
