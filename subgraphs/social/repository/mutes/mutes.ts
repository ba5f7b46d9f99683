import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';

/** What can be muted: values of the enum `MuteKind`. */
export type MuteKind = 'USER' | 'WORD' | 'THREAD';

/** Something that a person has muted. */
export interface Mute {
  readonly kind: MuteKind;
  /** The person's id, the folded word, or the post's id. */
  readonly key: string;
  /** As the person wrote it, of a word. */
  readonly text: string | null;
  readonly until: Date | null;
  readonly createdAt: Date;
}

/** Sort key of a mute, latest first. */
export type MuteKey = readonly [createdAt: string, kind: string, key: string];

const LATEST: ListOrder = {
  by: [
    ['m."createdAt"', 'timestamptz'],
    ['m.kind', 'text'],
    ['m.key', 'text'],
  ],
  direction: 'DESC',
};

/** What each person has muted. A mute that has ended by itself counts as absent. */
export const createMuteStore = (db: Sql) => ({
  async muteUser(muterId: string, mutedId: string, until: Date | null, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO user_mute (muter_id, muted_id, until, created_at)
      VALUES (${muterId}, ${mutedId}, ${until}::timestamptz, ${now}::timestamptz)
      ON CONFLICT (muter_id, muted_id) DO UPDATE SET until = excluded.until`;
  },

  async unmuteUser(muterId: string, mutedId: string): Promise<boolean> {
    return (await db.$executeRaw`DELETE FROM user_mute WHERE muter_id = ${muterId} AND muted_id = ${mutedId}`) > 0;
  },

  /** Null when the person has muted `limit` other words. */
  async muteWord(
    userId: string,
    { word, text, until }: { readonly word: string; readonly text: string; readonly until: Date | null },
    limit: number,
    now: Date,
  ): Promise<Mute | null> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':mutes:' || ${userId}, 0))::text`;
    const [row] = await db.$queryRaw<Mute[]>`
      INSERT INTO word_mute AS m (user_id, word, text, until, created_at)
      SELECT ${userId}, ${word}, ${text}, ${until}::timestamptz, ${now}::timestamptz
      WHERE (SELECT count(*) FROM word_mute AS w
        WHERE w.user_id = ${userId} AND w.word <> ${word} AND (w.until IS NULL OR w.until > ${now}::timestamptz)) < ${limit}
      ON CONFLICT (user_id, word) DO UPDATE SET until = excluded.until, text = excluded.text
      RETURNING 'WORD' AS kind, m.word AS key, m.text, m.until, m.created_at AS "createdAt"`;
    return row ?? null;
  },

  async unmuteWord(userId: string, word: string): Promise<void> {
    await db.$executeRaw`DELETE FROM word_mute WHERE user_id = ${userId} AND word = ${word}`;
  },

  async muteThread(userId: string, postId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO thread_mute (user_id, post_id, created_at) VALUES (${userId}, ${postId}, ${now}::timestamptz)
      ON CONFLICT DO NOTHING`;
  },

  /** False when there was none. */
  async unmuteThread(userId: string, postId: string): Promise<boolean> {
    return (await db.$executeRaw`DELETE FROM thread_mute WHERE user_id = ${userId} AND post_id = ${postId}`) > 0;
  },

  /** A page of what a person has muted, latest first; of one kind, or of all. */
  async mutePage(userId: string, kind: MuteKind | null, now: Date, page: PageRequest<MuteKey>): Promise<Mute[]> {
    const { beyond, order } = pageClauses(LATEST, page);
    const holds = sql`(until IS NULL OR until > ${now}::timestamptz)`;
    return db.$queryRaw<Mute[]>`
      SELECT m.* FROM (
        SELECT 'USER' AS kind, muted_id AS key, NULL AS text, until, created_at AS "createdAt" FROM user_mute
        WHERE muter_id = ${userId} AND ${holds}
        UNION ALL
        SELECT 'WORD', word, text, until, created_at FROM word_mute WHERE user_id = ${userId} AND ${holds}
        UNION ALL
        SELECT 'THREAD', post_id, NULL, NULL, created_at FROM thread_mute WHERE user_id = ${userId}
      ) AS m WHERE (${kind}::text IS NULL OR m.kind = ${kind}) AND ${beyond} ${order}`;
  },
});
