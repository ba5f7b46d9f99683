import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { Gender } from '../../../runtime/operations/genders.ts';
import type { DiscoveryPreferences, Intent } from './preferences.ts';
import { type DiscoveryPrompt, PROMPTS } from './prompts.ts';

/** What a person shows in discovery, whom they look for, and what is known of them. For the person alone. */
export interface DiscoveryProfile extends DiscoveryPreferences {
  readonly id: string;
  readonly userId: string;
  /** As `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  readonly gender: Gender | null;
  readonly interests: readonly string[];
  readonly city: string | null;
  readonly country: string | null;
  readonly visibility: string | null;
  /** Grows with each change of the profile. */
  readonly profileRevision: number;
  readonly isVerified: boolean;
  readonly isEnabled: boolean;
  readonly enabledAt: Date | null;
  readonly isPaused: boolean;
  readonly pausedUntil: Date | null;
  readonly headline: string | null;
  readonly intent: Intent | null;
  readonly isIncognito: boolean;
  /** H3 cell of resolution 6. Never in an answer, an event or a log line. */
  readonly cell: string | null;
  readonly locatedAt: Date | null;
  /** The newest first. */
  readonly locationTimes: readonly Date[];
  readonly lastActiveAt: Date | null;
  readonly revision: number;
  readonly isListed: boolean;
  readonly prompts: readonly DiscoveryPrompt[];
}

/** Columns of `p`, a row of `discovery_person`, as a `DiscoveryProfile`. */
const PROFILE_COLUMNS: SqlFragment = sql`p.id, p.user_id AS "userId", p.birth_date::text AS "birthDate", p.gender, p.interests,
  p.city, p.country, p.visibility, p.profile_revision AS "profileRevision", p.is_verified AS "isVerified", p.is_enabled AS "isEnabled", p.enabled_at AS "enabledAt",
  p.is_paused AS "isPaused", p.paused_until AS "pausedUntil", p.headline, p.intent, p.is_incognito AS "isIncognito", p.cell,
  p.located_at AS "locatedAt", p.location_times AS "locationTimes", p.genders, p.min_age AS "minAge", p.max_age AS "maxAge",
  p.max_distance_km AS "maxDistanceKm", p.sought_interests AS "soughtInterests", p.dealbreakers, p.languages,
  p.only_verified AS "onlyVerified", p.only_active_days AS "onlyActiveDays", p.last_active_at AS "lastActiveAt", p.revision,
  p.is_listed AS "isListed"`;

/** Reads people for themselves. */
export const createPeopleStore = (db: Prisma.TransactionClient) => ({
  /** In the order of the ids; null for people of whom nothing is known yet. */
  async profiles(userIds: readonly string[]): Promise<(DiscoveryProfile | null)[]> {
    const rows = await db.$queryRaw<DiscoveryProfile[]>`
      SELECT ${PROFILE_COLUMNS}, ${PROMPTS} FROM discovery_person AS p WHERE p.user_id = ANY (${[...userIds]}::text[])`;
    return inOrderOf(userIds, rows, ({ userId }) => userId);
  },
  /** Locks the row of a person until the transaction ends, and creates it for a person of whom nothing is known yet. */
  async lockProfile(userId: string, id: string): Promise<DiscoveryProfile> {
    await db.$executeRaw`
      INSERT INTO discovery_person (id, user_id) VALUES (${id}, ${userId}) ON CONFLICT (user_id) DO NOTHING`;
    const [row] = await db.$queryRaw<DiscoveryProfile[]>`
      SELECT ${PROFILE_COLUMNS}, ${PROMPTS} FROM discovery_person AS p WHERE p.user_id = ${userId} FOR UPDATE OF p`;
    if (row === undefined) throw new Error('a row that was just created is not there');
    return row;
  },
});
