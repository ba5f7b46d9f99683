import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';

/** What a person can decide about another. */
export type DecisionKind = 'LIKE' | 'SUPERLIKE' | 'PASS';

/** How the viewer stands to a person whom they decide about. */
export interface Relationship {
  readonly viewerState: 'ACTIVE' | 'PAUSED' | 'OFF';
  /** Whether the viewer may know that the person is in discovery. */
  readonly isShown: boolean;
  /** What the viewer decided, unless the person may be shown again by now. */
  readonly decision: DecisionKind | null;
  /** The person's like of the viewer, answered or not. */
  readonly receivedLikeId: string | null;
  /** Whether the two have a match, or had one. */
  readonly hasMatch: boolean;
}

/** Whether two people may not see each other. Both are SQL expressions of an id. */
export const areHidden = (viewer: SqlFragment, other: SqlFragment): SqlFragment => sql`(
  ${blockedBetween(viewer, other)} OR ${isSuspended(other)} OR ${isSuspended(viewer)} OR ${isHiddenContent(other)})`;

/** Whether a row of `discovery_person`, by its alias, is paused. */
export const isPausedAt = (person: SqlFragment, now: Date): SqlFragment => sql`
  (${person}.is_paused AND (${person}.paused_until IS NULL OR ${person}.paused_until > ${now}))`;

/** Whether gender and age of one row of `discovery_person` are what another one looks for. Both are aliases. */
const seeks = (seeker: SqlFragment, person: SqlFragment, now: Date): SqlFragment => sql`(
  (cardinality(${seeker}.genders) = 0 OR ${person}.gender = ANY (${seeker}.genders))
  AND extract(year FROM age(${now}::timestamptz, ${person}.birth_date)) BETWEEN ${seeker}.min_age AND ${seeker}.max_age)`;

const [VIEWER, OTHER] = [sql`v`, sql`o`];

const NOBODY: Relationship = {
  ...{ viewerState: 'OFF', isShown: false, decision: null, receivedLikeId: null, hasMatch: false },
};

/** Locks and reads what is between two people. */
export const createPairStore = (db: Prisma.TransactionClient) => ({
  /** Nobody else decides between the two until the transaction ends: of two likes that cross, the second sees the first. */
  async lockPair(one: string, other: string): Promise<void> {
    const [low = '', high = ''] = [one, other].sort();
    await db.$queryRaw`
      SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':pair:' || ${low} || ':' || ${high}, 0))::text`;
  },

  /**
   * How the viewer stands to a person now. The viewer may know of people whom they suit and who suit them, or whom they were
   * shown; of incognito ones only when these like them, and of paused ones only when one of the two has decided before.
   */
  async relationshipOf(
    viewerId: string,
    otherId: string,
    { now, wasShown }: { readonly now: Date; readonly wasShown: boolean },
  ): Promise<Relationship> {
    const [row] = await db.$queryRaw<Relationship[]>`
      SELECT received.id AS "receivedLikeId", m.id IS NOT NULL AS "hasMatch",
        CASE WHEN own.hidden_until IS NULL OR own.hidden_until > ${now} THEN own.kind END AS decision,
        CASE WHEN NOT v.is_listed OR ${isSuspended(sql`v.user_id`)} THEN 'OFF'
          WHEN ${isPausedAt(VIEWER, now)} THEN 'PAUSED' ELSE 'ACTIVE' END AS "viewerState",
        coalesce(o.is_listed AND NOT ${areHidden(sql`v.user_id`, sql`o.user_id`)} AND NOT ${isHiddenContent(sql`o.id`)} AND (
          received.id IS NOT NULL OR own.id IS NOT NULL
          OR (NOT ${isPausedAt(OTHER, now)} AND NOT o.is_incognito
            AND (${wasShown} OR (${seeks(VIEWER, OTHER, now)} AND ${seeks(OTHER, VIEWER, now)})))), false) AS "isShown"
      FROM discovery_person AS v
      LEFT JOIN discovery_person AS o ON o.user_id = ${otherId}
      LEFT JOIN discovery_decision AS own ON own.user_id = v.user_id AND own.other_id = ${otherId}
      LEFT JOIN discovery_decision AS received
        ON received.user_id = ${otherId} AND received.other_id = v.user_id AND received.kind IN ('LIKE', 'SUPERLIKE')
      LEFT JOIN discovery_match AS m ON m.low_id = LEAST(v.user_id, ${otherId} COLLATE "C")
        AND m.high_id = GREATEST(v.user_id, ${otherId} COLLATE "C")
      WHERE v.user_id = ${viewerId}`;
    return row ?? NOBODY;
  },

  /** Whether a person has this prompt. */
  async hasPrompt(userId: string, promptId: string): Promise<boolean> {
    const rows = await db.$queryRaw<object[]>`
      SELECT FROM discovery_prompt WHERE id = ${promptId} AND user_id = ${userId}`;
    return rows.length > 0;
  },
});
