import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import type { ModerationSubject } from '../../../runtime/moderation/moderation-subject-field.ts';

/** Something that can be reported, with its owner: rows of people who are deleted are gone. */
export type ReportedContent = ModerationSubject & { readonly ownerId: string };

type Row = Omit<ReportedContent, 'mediaFileIds'>;

const toContent = (row: Row | undefined): ReportedContent | null =>
  row === undefined ? null : { ...row, mediaFileIds: [] };

/** What moderators read of this domain, and remove. */
export const createReportedContent = (db: Prisma.TransactionClient) => ({
  /** What a person shows, with all their prompts. */
  async reportedProfile(id: string): Promise<ReportedContent | null> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT p.user_id AS "ownerId", coalesce(p.enabled_at, now()) AS "createdAt",
        concat_ws(E'\\n', p.headline, (
          SELECT string_agg(r.question || E'\\n' || r.answer, E'\\n' ORDER BY r.position)
          FROM discovery_prompt AS r WHERE r.user_id = p.user_id)) AS text
      FROM discovery_person AS p WHERE p.id = ${id}`;
    return toContent(row);
  },

  async reportedPrompt(id: string): Promise<ReportedContent | null> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT r.user_id AS "ownerId", r.question || E'\\n' || r.answer AS text, coalesce(p.enabled_at, now()) AS "createdAt"
      FROM discovery_prompt AS r JOIN discovery_person AS p USING (user_id) WHERE r.id = ${id}`;
    return toContent(row);
  },

  /** What somebody wrote with a like; null when they wrote nothing. */
  async reportedComment(id: string): Promise<ReportedContent | null> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT user_id AS "ownerId", comment AS text, decided_at AS "createdAt" FROM discovery_decision
      WHERE id = ${id} AND comment IS NOT NULL`;
    return toContent(row);
  },

  /** Removes for good what moderators have decided to remove, by its id. */
  async removeReported(id: string): Promise<void> {
    await db.$executeRaw`UPDATE discovery_person SET headline = NULL WHERE id = ${id}`;
    await db.$executeRaw`
      DELETE FROM discovery_prompt WHERE id = ${id} OR user_id = (SELECT user_id FROM discovery_person WHERE id = ${id})`;
    await db.$executeRaw`UPDATE discovery_decision SET comment = NULL WHERE id = ${id}`;
  },
});
