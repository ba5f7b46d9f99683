import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { Gender } from '../../../runtime/operations/genders.ts';
import type { Intent } from './preferences.ts';
import { decidedIdsOf, friendIdsOf, isShownAt, isWithheldFrom, likesViewer } from './visible-people.ts';

/** Whom a viewer may be shown: what they look for, and what they are, since both have to suit the other. */
export interface CandidateQuery {
  readonly viewerId: string;
  readonly now: Date;
  /** Impressions from then on do not count, so that a deck that was lost is built as it was. */
  readonly asOf: Date;
  readonly viewer: {
    readonly gender: Gender;
    readonly age: number;
    readonly isVerified: boolean;
    readonly interestKeys: readonly string[];
    readonly soughtKeys: readonly string[];
    readonly languages: readonly string[];
    readonly intent: Intent | null;
  };
  /** Never empty: all of them where the viewer named none. */
  readonly genders: readonly Gender[];
  /** `YYYY-MM-DD`: born later than that. */
  readonly bornAfter: string;
  /** `YYYY-MM-DD`: born then at the latest. */
  readonly bornUntil: string;
  /** Buckets of the cells within 100 km of the viewer: all that is known here of distances. */
  readonly reach: Readonly<Record<string, number>>;
  /** A bucket; null for any distance. */
  readonly maxDistanceKm: number | null;
  readonly onlyVerified: boolean;
  readonly activeSince: Date | null;
  /** At least one of them, unless null. */
  readonly requiredInterests: readonly string[] | null;
  /** At least one of them, unless null. */
  readonly requiredLanguages: readonly string[] | null;
  readonly requiredIntent: Intent | null;
}

/** Farther than any bucket. */
const ANYWHERE_KM = sql`1000`;

/** SQL: begins a statement about candidates. The buckets are sent and parsed once for all that refers to them. */
export const withReach = ({ reach }: Pick<CandidateQuery, 'reach'>): SqlFragment =>
  sql`WITH surroundings AS MATERIALIZED (SELECT ${JSON.stringify(reach)}::jsonb AS reach)`;

/** SQL: the bucket of the distance between the viewer and `p`; null beyond 100 km. A function of the two cells. */
export const DISTANCE: SqlFragment = sql`((SELECT reach FROM surroundings) ->> p.cell)::int`;

const listOrNull = (values: readonly string[] | null): string[] | null => (values === null ? null : [...values]);

/** SQL: `p` is what the viewer looks for. */
const suitsViewer = (query: CandidateQuery): SqlFragment => sql`(
  p.birth_date > ${query.bornAfter}::date AND p.birth_date <= ${query.bornUntil}::date
  AND (p.is_verified OR NOT ${query.onlyVerified}::boolean)
  AND (${query.activeSince}::timestamptz IS NULL OR p.last_active_at >= ${query.activeSince}::timestamptz)
  AND (${listOrNull(query.requiredInterests)}::text[] IS NULL OR p.interest_keys && ${listOrNull(query.requiredInterests)}::text[])
  AND (${listOrNull(query.requiredLanguages)}::text[] IS NULL OR p.languages && ${listOrNull(query.requiredLanguages)}::text[])
  AND (${query.requiredIntent}::text IS NULL OR p.intent = ${query.requiredIntent}::text))`;

/** SQL: the viewer is what `p` looks for. */
const isSuitedBy = ({ viewer }: CandidateQuery): SqlFragment => sql`(
  ${viewer.age}::int BETWEEN p.min_age AND p.max_age
  AND (cardinality(p.genders) = 0 OR ${viewer.gender}::text = ANY (p.genders))
  AND (NOT p.only_verified OR ${viewer.isVerified}::boolean)
  AND (cardinality(p.dealbreakers) = 0 OR (
    (NOT 'INTERESTS' = ANY (p.dealbreakers) OR p.interest_keys || p.sought_keys && ${[...viewer.interestKeys]}::text[])
    AND (NOT 'LANGUAGES' = ANY (p.dealbreakers) OR p.languages && ${[...viewer.languages]}::text[])
    AND (NOT 'INTENT' = ANY (p.dealbreakers) OR p.intent IS NOT DISTINCT FROM ${viewer.intent}::text))))`;

/** SQL: both are within the distance that the other accepts. */
const isNear = ({ maxDistanceKm }: CandidateQuery): SqlFragment => sql`
  coalesce(${DISTANCE}, ${ANYWHERE_KM})
    <= least(coalesce(${maxDistanceKm}::int, ${ANYWHERE_KM}), coalesce(p.max_distance_km, ${ANYWHERE_KM}))`;

/**
 * SQL: the viewer may be shown `p`, a row of `discovery_person` of one of the genders, in a statement that begins with
 * `withReach`. Friends are left out: they have met.
 */
export const passes = (query: CandidateQuery): SqlFragment => sql`(
  p.user_id <> ${query.viewerId} AND ${isShownAt(query.now)} AND ${suitsViewer(query)} AND ${isSuitedBy(query)}
  AND ${isNear(query)}
  AND p.user_id NOT IN ${decidedIdsOf(query.viewerId, query.now)} AND p.user_id NOT IN ${friendIdsOf(query.viewerId)}
  AND (NOT p.is_incognito OR ${likesViewer(query.viewerId)})
  AND NOT ${isWithheldFrom(query.viewerId)})`;
