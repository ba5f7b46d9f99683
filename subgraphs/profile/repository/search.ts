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
  /** As typed. */
  readonly query: string;
  /** The query folded as nicknames are. */
  readonly prefix: string;
  readonly limit: number;
}

/** Most profiles that one search ranks, so that a very common name costs hardly more than a rare one. */
const MOST_CANDIDATES = 500;

/** Sorts behind every text that begins as the text before it, in collation "C". */
const LAST_CHARACTER = '\u{10ffff}';

const nicknameBegins = (prefix: string): Prisma.Sql =>
  Prisma.sql`p.nickname_folded >= ${prefix} AND p.nickname_folded < ${prefix + LAST_CHARACTER}`;

/** The expression of the index `profile_names_idx`. */
const NAMES = Prisma.sql`(p.nickname_folded || ' ' || p.display_name COLLATE "default")`;

/** Every word of the query begins a word of the display name. */
const namesHold = (query: string): Prisma.Sql =>
  Prisma.join(
    query.split(/\s+/).map((word) => Prisma.sql`${NAMES} ILIKE ${`% ${word.replace(/[\\%_]/g, '\\$&')}%`}`),
    ' AND ',
  );

/** Above the word similarity of 0.6 that PostgreSQL takes for alike when told nothing else. */
const namesResemble = (query: string): Prisma.Sql => Prisma.sql`${NAMES} OPERATOR(extensions.%>) ${query}`;

/** Finding people by what they are called; only profiles that the viewer may see by what is known here. */
export function createSearchStore(db: Prisma.TransactionClient) {
  const ranked = (
    { viewerId, query, limit }: Search,
    fits: Prisma.Sql,
    after: Pick<RankedHit, 'score' | 'id'> | null,
  ): Promise<RankedHit[]> =>
    db.$queryRaw<RankedHit[]>`
      SELECT "userId", id, score FROM (
        SELECT p.user_id AS "userId", p.id, round(1000 * extensions.word_similarity(${query}, ${NAMES}))::int AS score
        FROM profile p WHERE ${fits} AND ${isVisibleTo(viewerId)} LIMIT ${MOST_CANDIDATES}) AS candidate
      WHERE ${after === null ? Prisma.sql`true` : Prisma.sql`(score < ${after.score} OR (score = ${after.score} AND id > ${after.id}))`}
      ORDER BY score DESC, id LIMIT ${limit}`;

  return {
    /** Nicknames that begin with the query, behind `after`. */
    profilesBeginningWith({ viewerId, prefix, limit }: Search, after: string | null): Promise<PrefixHit[]> {
      return db.$queryRaw<PrefixHit[]>`
        SELECT p.user_id AS "userId", p.nickname_folded AS "nicknameFolded" FROM profile p
        WHERE ${nicknameBegins(prefix)} AND ${after === null ? Prisma.sql`true` : Prisma.sql`p.nickname_folded > ${after}`}
          AND ${isVisibleTo(viewerId)}
        ORDER BY p.nickname_folded LIMIT ${limit}`;
    },

    /** Display names that hold the beginnings of all words of the query, behind `after`; no nickname that begins with it. */
    profilesHolding(search: Search, after: Pick<RankedHit, 'score' | 'id'> | null): Promise<RankedHit[]> {
      return ranked(search, Prisma.sql`${namesHold(search.query)} AND NOT (${nicknameBegins(search.prefix)})`, after);
    },

    /** Names that resemble the query, behind `after`; nothing that the other two find. */
    profilesResembling(search: Search, after: Pick<RankedHit, 'score' | 'id'> | null): Promise<RankedHit[]> {
      const others = Prisma.sql`NOT (${nicknameBegins(search.prefix)}) AND NOT (${namesHold(search.query)})`;
      return ranked(search, Prisma.sql`${namesResemble(search.query)} AND ${others}`, after);
    },
  };
}
