import type { Sql } from '../../../runtime/database/database.ts';
import { groupedBy } from '../../../runtime/database/loader.ts';

/** An address at which a resume is seen without signing in. */
export interface ResumeLink {
  readonly id: string;
  readonly resumeId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** Right after it was made; its token is not stored. */
  readonly token?: string;
}

/** Links of resumes. */
export const createLinkStore = (db: Sql) => ({
  /** Links that work now, latest first, in the order of the resumes. */
  async linksOf(resumeIds: readonly string[], now: Date): Promise<ResumeLink[][]> {
    const rows = await db.$queryRaw<ResumeLink[]>`
      SELECT l.id, l.resume_id AS "resumeId", l.created_at AS "createdAt", l.expires_at AS "expiresAt" FROM resume_link AS l
      WHERE l.resume_id = ANY (${[...resumeIds]}::text[]) AND l.revoked_at IS NULL
        AND (l.expires_at IS NULL OR l.expires_at > ${now}::timestamptz)
      ORDER BY l.resume_id, l.created_at DESC, l.id DESC`;
    return groupedBy(resumeIds, rows, ({ resumeId }) => resumeId);
  },

  /** Adds a link, and deletes those that have not worked for long. */
  async insertLink({ id, resumeId, createdAt, expiresAt }: ResumeLink, tokenHash: string): Promise<void> {
    await db.$executeRaw`
      DELETE FROM resume_link WHERE resume_id = ${resumeId} AND (revoked_at IS NOT NULL OR expires_at <= ${createdAt}::timestamptz)`;
    await db.$executeRaw`
      INSERT INTO resume_link (id, resume_id, token_hash, created_at, expires_at)
      VALUES (${id}, ${resumeId}, ${tokenHash}, ${createdAt}, ${expiresAt})`;
  },

  /** Ends one link of this person; the resume that it showed, or null when they have no such link. */
  async revokeLink(ownerId: string, linkId: string, now: Date): Promise<string | null> {
    const [row] = await db.$queryRaw<{ resumeId: string }[]>`
      UPDATE resume_link AS l SET revoked_at = coalesce(l.revoked_at, ${now}::timestamptz)
      FROM resume AS r WHERE l.id = ${linkId} AND r.id = l.resume_id AND r.owner_id = ${ownerId}
      RETURNING l.resume_id AS "resumeId"`;
    return row?.resumeId ?? null;
  },

  /** Ends all links of a resume of this person; false when they have no such resume. */
  async revokeLinks(ownerId: string, resumeId: string, now: Date): Promise<boolean> {
    const [row] = await db.$queryRaw<object[]>`
      WITH ended AS (
        UPDATE resume_link AS l SET revoked_at = ${now}::timestamptz
        FROM resume AS r WHERE r.id = ${resumeId} AND r.owner_id = ${ownerId} AND l.resume_id = r.id AND l.revoked_at IS NULL
      )
      SELECT FROM resume AS r WHERE r.id = ${resumeId} AND r.owner_id = ${ownerId}`;
    return row !== undefined;
  },
});
