import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import type { DiscoveryPreferences, Intent } from './preferences.ts';
import type { DiscoveryPrompt } from './prompts.ts';

/** What a person shows from now on. */
export interface ShownChanges {
  readonly headline: string | null;
  readonly intent: Intent | null;
  readonly isIncognito: boolean;
  /** All of them in their order; null when they stay. */
  readonly prompts: readonly DiscoveryPrompt[] | null;
}

/** Changes that a person makes to their own row, which `lockProfile` has locked. `listPeople` has to follow where it says so. */
export const createOwnChangeStore = (db: Prisma.TransactionClient) => ({
  async changeShown(userId: string, { headline, intent, isIncognito, prompts }: ShownChanges): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_person SET headline = ${headline}, intent = ${intent}, is_incognito = ${isIncognito},
        revision = revision + 1 WHERE user_id = ${userId}`;
    if (prompts === null) return;
    await db.$executeRaw`
      DELETE FROM discovery_prompt WHERE user_id = ${userId} AND id <> ALL (${prompts.map(({ id }) => id)}::text[])`;
    await db.$executeRaw`
      INSERT INTO discovery_prompt AS r (id, user_id, position, question, answer)
      SELECT n.id, ${userId}, n.nth, n.question, n.answer
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(prompts)}::jsonb) AS (id text, question text, answer text))
        WITH ORDINALITY AS n(id, question, answer, nth)
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, question = excluded.question, answer = excluded.answer
      WHERE r.user_id = excluded.user_id`;
  },
  async changePreferences(
    userId: string,
    preferences: DiscoveryPreferences,
    soughtKeys: readonly string[],
  ): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_person SET genders = ${[...preferences.genders]}::text[], min_age = ${preferences.minAge}::int,
        max_age = ${preferences.maxAge}::int, max_distance_km = ${preferences.maxDistanceKm}::int,
        sought_interests = ${[...preferences.soughtInterests]}::text[], sought_keys = ${[...soughtKeys]}::text[],
        dealbreakers = ${[...preferences.dealbreakers]}::text[], languages = ${[...preferences.languages]}::text[],
        only_verified = ${preferences.onlyVerified}, only_active_days = ${preferences.onlyActiveDays}::int,
        revision = revision + 1
      WHERE user_id = ${userId}`;
  },
  /** `listPeople` has to follow. `times` are those of the latest changes, the newest first. */
  async movePerson(
    userId: string,
    { cell, times }: { readonly cell: string; readonly times: readonly Date[] },
  ): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_person SET cell = ${cell}, location_times = ${times.map((time) => time.toISOString())}::timestamptz[],
        located_at = ${times[0] ?? null}::timestamptz, revision = revision + 1
      WHERE user_id = ${userId}`;
  },
  /** `listPeople` has to follow. Who comes back within 30 days is no newcomer. */
  async enable(userId: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_person SET is_enabled = true, is_paused = false, paused_until = NULL, last_active_at = ${at},
        shown_count = CASE WHEN enabled_at > ${at}::timestamptz - interval '30 days' THEN shown_count ELSE 0 END,
        enabled_at = CASE WHEN enabled_at > ${at}::timestamptz - interval '30 days' THEN enabled_at ELSE ${at}::timestamptz END
      WHERE user_id = ${userId}`;
  },
  /** `until` is null for a pause without an end. */
  async pause(userId: string, until: Date | null): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_person SET is_paused = true, paused_until = ${until}::timestamptz WHERE user_id = ${userId}`;
  },
  /** `listPeople` has to follow. */
  async disable(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_person SET is_enabled = false, is_paused = false, paused_until = NULL WHERE user_id = ${userId}`;
  },
});
