import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { Gender } from '../../../runtime/operations/genders.ts';

/** A birth date, as auth knows it. */
export interface BirthDateFact {
  /** For a person whom the domain does not know yet. */
  readonly id: string;
  readonly userId: string;
  /** `YYYY-MM-DD`; null when it is not known. */
  readonly dateOfBirth: string | null;
}

/** What the profile of a person says. */
export interface ProfileFact {
  /** For a person whom the domain does not know yet. */
  readonly id: string;
  readonly userId: string;
  readonly gender: Gender | null;
  readonly interests: readonly string[];
  readonly interestKeys: readonly string[];
  readonly city: string | null;
  readonly country: string | null;
  readonly visibility: string;
  readonly revision: number;
}

/** SQL: whether a row of `discovery_person` has all that is required to be shown. */
const IS_LISTED: SqlFragment = sql`(
  p.is_enabled AND p.birth_date IS NOT NULL AND p.gender IS NOT NULL AND p.visibility IS NOT DISTINCT FROM 'PUBLIC'
  AND p.cell IS NOT NULL)`;

/** Keeps what other domains say of people. Writes end by listing the people anew. */
export const createFactStore = (db: Prisma.TransactionClient) => {
  /** Lists people who have all that is required, and no others. The last write about them in a transaction. */
  const listPeople = async (userIds: readonly string[]): Promise<void> => {
    await db.$executeRaw`
      UPDATE discovery_person AS p SET is_listed = ${IS_LISTED}
      WHERE p.user_id = ANY (${[...userIds]}::text[]) AND p.is_listed <> ${IS_LISTED}`;
  };
  return {
    listPeople,
    async noteBirthDates(facts: readonly BirthDateFact[]): Promise<void> {
      await db.$executeRaw`
        INSERT INTO discovery_person AS p (id, user_id, birth_date)
        SELECT DISTINCT ON (f."userId") f.id, f."userId", f."dateOfBirth"
        FROM jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) AS f(id text, "userId" text, "dateOfBirth" date)
        ORDER BY f."userId"
        ON CONFLICT (user_id) DO UPDATE SET birth_date = coalesce(excluded.birth_date, p.birth_date)`;
      await listPeople(facts.map(({ userId }) => userId));
    },
    /** An older revision changes nothing. */
    async noteProfiles(facts: readonly ProfileFact[]): Promise<void> {
      await db.$executeRaw`
        INSERT INTO discovery_person AS p
          (id, user_id, gender, interests, interest_keys, city, country, visibility, profile_revision)
        SELECT DISTINCT ON (f."userId") f.id, f."userId", f.gender, f.interests, f."interestKeys", f.city, f.country,
          f.visibility, f.revision
        FROM jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) AS f(id text, "userId" text, gender text,
          interests text[], "interestKeys" text[], city text, country text, visibility text, revision int)
        ORDER BY f."userId", f.revision DESC
        ON CONFLICT (user_id) DO UPDATE SET
          gender = excluded.gender, interests = excluded.interests, interest_keys = excluded.interest_keys,
          city = excluded.city, country = excluded.country, visibility = excluded.visibility,
          profile_revision = excluded.profile_revision, revision = p.revision + 1
        WHERE p.profile_revision < excluded.profile_revision`;
      await listPeople(facts.map(({ userId }) => userId));
    },
    /** What profile says when it is asked. Nothing changes when a later revision has come by event meanwhile. */
    async confirmProfile(fact: ProfileFact): Promise<void> {
      await db.$executeRaw`
        INSERT INTO discovery_person AS p (id, user_id, gender, interests, interest_keys, city, country, visibility)
        VALUES (${fact.id}, ${fact.userId}, ${fact.gender}, ${[...fact.interests]}::text[],
          ${[...fact.interestKeys]}::text[], ${fact.city}, ${fact.country}, ${fact.visibility})
        ON CONFLICT (user_id) DO UPDATE SET
          gender = excluded.gender, interests = excluded.interests, interest_keys = excluded.interest_keys,
          city = excluded.city, country = excluded.country, visibility = excluded.visibility
        WHERE p.profile_revision = ${fact.revision}::int`;
      await listPeople([fact.userId]);
    },
    /** The person has no profile any more; the next one begins at revision 1. */
    async removeProfile(userId: string): Promise<void> {
      await db.$executeRaw`
        UPDATE discovery_person SET gender = NULL, interests = '{}', interest_keys = '{}', city = NULL, country = NULL,
          visibility = NULL, profile_revision = 0, revision = revision + 1
        WHERE user_id = ${userId}`;
      await listPeople([userId]);
    },
    /** The people have proved an address. */
    async noteVerified(people: readonly { readonly id: string; readonly userId: string }[]): Promise<void> {
      await db.$executeRaw`
        INSERT INTO discovery_person AS p (id, user_id, is_verified)
        SELECT DISTINCT ON (f."userId") f.id, f."userId", true
        FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS f(id text, "userId" text) ORDER BY f."userId"
        ON CONFLICT (user_id) DO UPDATE SET is_verified = true`;
    },
  };
};
