import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { type CandidateQuery, DISTANCE, passes, withReach } from './candidate-filters.ts';
import type { Intent } from './preferences.ts';

/** Whether two lists have something in common: 2 if they do, 0 if they do not, 1 where one of them is empty. */
export type Fit = 0 | 1 | 2;

/** A person who passes all filters, with what the score consists of. */
export interface RankedPerson {
  readonly userId: string;
  /** How many interests the viewer and the person have in common. */
  readonly sharedInterests: number;
  /** Whether they have an interest that the viewer looks for, and the other way round. */
  readonly hasSought: Fit;
  readonly seeksViewer: Fit;
  /** Whether they speak a language of the viewer's. */
  readonly speaksSame: Fit;
  readonly intent: Intent | null;
  /** A bucket; null beyond 100 km. */
  readonly distanceKm: number | null;
  readonly lastActiveAt: Date;
  readonly enabledAt: Date;
  readonly shownCount: number;
  readonly receivedLikes: number;
  readonly answeredLikes: number;
  /** Whether the viewer has seen them lately, before the time as of which they are ranked. */
  readonly wasSeen: boolean;
}

/** How many people each walk returns at most; together they are what is scored. */
const WALK_SIZES = { active: 250, joined: 125, shown: 125 } as const;

/** A walk visits at most so many people for each that it is to return: filters that hardly anybody passes must not read all. */
const MAX_VISITED_PER_PERSON = 12;

/** Below so many people, those of the cells around the viewer are visited too. */
const FEW = 60;

/** People of one of these cells who are visited at most. */
const MAX_NEAR = 20;

const WALKS = {
  active: sql`w.last_active_at DESC`,
  joined: sql`w.enabled_at DESC`,
  shown: sql`w.shown_count, w.user_id`,
} as const;

/** SQL: how a list of `p` fits one of the viewer's. */
const fitOf = (column: SqlFragment, ours: readonly string[]): SqlFragment =>
  ours.length === 0
    ? sql`1`
    : sql`CASE WHEN cardinality(${column}) = 0 THEN 1 WHEN ${column} && ${[...ours]}::text[] THEN 2 ELSE 0 END`;

const rankedColumns = ({ viewerId, viewer, asOf }: CandidateQuery): SqlFragment => sql`
  p.user_id AS "userId", p.intent,
  (SELECT count(*)::int FROM unnest(p.interest_keys) AS k WHERE k = ANY (${[...viewer.interestKeys]}::text[])) AS "sharedInterests",
  ${fitOf(sql`p.interest_keys`, viewer.soughtKeys)} AS "hasSought",
  ${fitOf(sql`p.sought_keys`, viewer.interestKeys)} AS "seeksViewer",
  ${fitOf(sql`p.languages`, viewer.languages)} AS "speaksSame",
  ${DISTANCE} AS "distanceKm", p.last_active_at AS "lastActiveAt", p.enabled_at AS "enabledAt",
  p.shown_count AS "shownCount", p.received_likes AS "receivedLikes", p.answered_likes AS "answeredLikes",
  p.user_id IN (SELECT i.user_id FROM discovery_impression AS i
    WHERE i.viewer_id = ${viewerId} AND (i.shown_at < ${asOf}) IS TRUE) AS "wasSeen"`;

/** Follows one index for each gender until enough people have passed. */
function walk(query: CandidateQuery, name: keyof typeof WALKS): SqlFragment {
  const size = Math.ceil(WALK_SIZES[name] / query.genders.length);
  return sql`
    SELECT ${rankedColumns(query)} FROM unnest(${[...query.genders]}::text[]) AS g(gender) CROSS JOIN LATERAL (
      SELECT p.* FROM (
        SELECT w.* FROM discovery_person AS w WHERE w.gender = g.gender AND w.is_listed
        ORDER BY ${WALKS[name]} LIMIT ${size * MAX_VISITED_PER_PERSON}::int
      ) AS p WHERE ${passes(query)} LIMIT ${size}::int
    ) AS p`;
}

/** Finds people for a viewer. */
export const createCandidateStore = (db: Pick<Prisma.TransactionClient, '$queryRaw'>) => ({
  /**
   * People who pass the filters, each once: some who were active lately, some who have joined lately, and some who were shown
   * to few. So activity alone does not decide who is ever seen.
   */
  async candidates(query: CandidateQuery): Promise<readonly RankedPerson[]> {
    const walked = await db.$queryRaw<RankedPerson[]>`
      ${withReach(query)}
      ${walk(query, 'active')} UNION ALL ${walk(query, 'joined')} UNION ALL ${walk(query, 'shown')}`;
    const people = new Map(walked.map((person) => [person.userId, person]));
    if (people.size >= FEW) return [...people.values()];
    // Where few live, the walks may have given up far away.
    const near = await db.$queryRaw<RankedPerson[]>`
      ${withReach(query)}
      SELECT ${rankedColumns(query)}
      FROM jsonb_object_keys((SELECT reach FROM surroundings)) AS c(cell)
      CROSS JOIN unnest(${[...query.genders]}::text[]) AS g(gender) CROSS JOIN LATERAL (
        SELECT w.* FROM discovery_person AS w WHERE w.cell = c.cell AND w.gender = g.gender AND w.is_listed
        ORDER BY w.last_active_at DESC LIMIT ${Math.ceil(MAX_NEAR / query.genders.length)}::int
      ) AS p WHERE ${passes(query)} LIMIT ${WALK_SIZES.active}::int`;
    for (const person of near) people.set(person.userId, person);
    return [...people.values()];
  },
});
