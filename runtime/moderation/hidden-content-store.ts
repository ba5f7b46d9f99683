import type { Sql } from '../database/database.ts';

/** What an event or a snapshot says of some content. */
interface HiddenFact {
  readonly subjectId: string;
  readonly isHidden: boolean;
  readonly at: Date;
}

/** Writes a domain's own copy of what is hidden, in its table `hidden_content`. */
export const createHiddenContentCopy = (db: Sql) => ({
  /** True when this is news: a fact that is known already, or older than what is known, changes nothing. */
  async noteHidden({ subjectId, isHidden, at }: HiddenFact): Promise<boolean> {
    const changed = await db.$executeRaw`
      INSERT INTO hidden_content AS copy (subject_id, is_hidden, changed_at, confirmed_at)
      VALUES (${subjectId}, ${isHidden}, ${at}, now())
      ON CONFLICT (subject_id) DO UPDATE
      SET is_hidden = excluded.is_hidden, changed_at = excluded.changed_at, confirmed_at = excluded.confirmed_at
      WHERE copy.changed_at < excluded.changed_at`;
    if (changed === 1) return true;
    await db.$executeRaw`UPDATE hidden_content SET confirmed_at = now() WHERE subject_id = ${subjectId}`;
    return false;
  },

  /** Restores what nothing has confirmed since `startedAt`, by the clock of this database. */
  async restoreUnconfirmed(startedAt: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE hidden_content SET is_hidden = false WHERE is_hidden AND confirmed_at < ${startedAt}`;
  },
});
