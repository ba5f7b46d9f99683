import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { ChannelName, Frequency, NotificationType } from '../events.ts';
import type { Client } from './client.ts';
import type { NotificationDevice } from './devices.ts';

/** Notification settings of a person, without their choices per type and channel. */
export interface Preferences {
  readonly locale: string;
  readonly timeZone: string;
  /** Minutes after midnight on the person's clock; both or neither. */
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
  /** When daily and weekly digests are sent: minutes after midnight on the person's clock. */
  readonly digestAt: number;
  /** Day of weekly digests, 1 for Monday to 7 for Sunday. */
  readonly digestDay: number;
}

/** Whether and how often notifications of one type are sent over one channel; null: the default. */
export interface Choice {
  readonly type: NotificationType;
  readonly channel: ChannelName;
  readonly isEnabled: boolean | null;
  readonly frequency: Frequency | null;
}

/** A recipient, with everything that delivering to them needs. */
export interface Listener {
  readonly userId: string;
  readonly preferences: Preferences;
  readonly choices: readonly Choice[];
  /** Active ones only. */
  readonly devices: readonly NotificationDevice[];
}

const DEFAULTS: Preferences = {
  locale: 'en',
  timeZone: 'UTC',
  quietFrom: null,
  quietTo: null,
  digestAt: 8 * 60,
  digestDay: 1,
};

const COLUMNS = sql`locale, time_zone AS "timeZone", quiet_from AS "quietFrom", quiet_to AS "quietTo",
  digest_at AS "digestAt", digest_day AS "digestDay"`;

/** Stores the notification settings of people. */
export const createPeopleStore = (db: Client) => ({
  /** Inserts the rows of people who have none. */
  async addPreferences(userIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      INSERT INTO preferences (user_id, locale, time_zone)
      SELECT user_id, ${DEFAULTS.locale}, ${DEFAULTS.timeZone} FROM unnest(${[...userIds]}::text[]) AS user_id
      ON CONFLICT DO NOTHING`;
  },

  /** The recipients, in the order of `userIds`, in three statements. */
  async listeners(userIds: readonly string[]): Promise<Listener[]> {
    const ids = [...userIds];
    const [preferences, choices, devices] = await Promise.all([
      db.$queryRaw<(Preferences & { userId: string })[]>`
        SELECT user_id AS "userId", ${COLUMNS} FROM preferences WHERE user_id = ANY(${ids}::text[])`,
      db.$queryRaw<(Choice & { userId: string })[]>`
        SELECT user_id AS "userId", type, channel, is_enabled AS "isEnabled", frequency FROM choice WHERE user_id = ANY(${ids}::text[])`,
      db.$queryRaw<NotificationDevice[]>`
        SELECT id, user_id AS "userId", kind, name, place AS "uniqueKey", endpoint, p256dh, auth, created_at AS "createdAt"
        FROM device WHERE user_id = ANY(${ids}::text[]) AND endpoint IS NOT NULL ORDER BY id`,
    ]);
    const preferencesOf = new Map(preferences.map((row) => [row.userId, row]));
    const choicesOf = Map.groupBy(choices, ({ userId }) => userId);
    const devicesOf = Map.groupBy(devices, ({ userId }) => userId);
    return ids.map((userId) => ({
      userId,
      preferences: preferencesOf.get(userId) ?? DEFAULTS,
      choices: choicesOf.get(userId) ?? [],
      devices: devicesOf.get(userId) ?? [],
    }));
  },

  async savePreferences(userId: string, preferences: Preferences): Promise<void> {
    const { locale, timeZone, quietFrom, quietTo, digestAt, digestDay } = preferences;
    await db.$executeRaw`
      INSERT INTO preferences (user_id, locale, time_zone, quiet_from, quiet_to, digest_at, digest_day)
      VALUES (${userId}, ${locale}, ${timeZone}, ${quietFrom}, ${quietTo}, ${digestAt}, ${digestDay})
      ON CONFLICT (user_id) DO UPDATE SET locale = excluded.locale, time_zone = excluded.time_zone,
        quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest_at = excluded.digest_at,
        digest_day = excluded.digest_day`;
  },

  /** Stores choices, at most one per type and channel; what is null stays unchanged. */
  async saveChoices(userId: string, choices: readonly Choice[]): Promise<void> {
    await db.$executeRaw`
      INSERT INTO choice AS known (user_id, type, channel, is_enabled, frequency)
      SELECT ${userId}, type, channel, "isEnabled", frequency
      FROM jsonb_to_recordset(${JSON.stringify(choices)}::jsonb)
        AS c(type text, channel text, "isEnabled" boolean, frequency text)
      ON CONFLICT (user_id, type, channel) DO UPDATE SET
        is_enabled = COALESCE(excluded.is_enabled, known.is_enabled),
        frequency = COALESCE(excluded.frequency, known.frequency)`;
  },

  /** Locks one person's settings until the transaction ends; inserts their row if needed. */
  async lockPreferences(userId: string): Promise<Preferences> {
    const [row] = await db.$queryRaw<Preferences[]>`
      INSERT INTO preferences AS p (user_id, locale, time_zone) VALUES (${userId}, ${DEFAULTS.locale}, ${DEFAULTS.timeZone})
      ON CONFLICT (user_id) DO UPDATE SET locale = p.locale
      RETURNING ${COLUMNS}`;
    return row ?? DEFAULTS;
  },
});
