import type { Sql } from '../../../runtime/database/database.ts';
import { type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { isNotWithheld, isVisibleResume, RESUME_COLUMNS, type Resume, type ResumeVisibility } from './resume.ts';

/** When a resume was last changed, in milliseconds, and its id. */
export type ResumeKey = readonly [updatedAt: number, id: string];

/** A resume that nothing withholds, and whether its visibility is enough to see it. */
export interface FoundResume extends Resume {
  readonly isOpen: boolean;
}

const LATEST_FIRST = {
  by: [
    ['r.updated_at', 'timestamptz'],
    ['r.id', 'text'],
  ],
  direction: 'DESC',
} as const;

/** Resumes as people read them. A visitor's id is empty. */
export const createResumeReads = (db: Sql) => ({
  /** In the order of the ids; null for what is withheld from the viewer. Private ones of others are not open. */
  async findResumes(viewerId: string, ids: readonly string[]): Promise<(FoundResume | null)[]> {
    const found = await db.$queryRaw<FoundResume[]>`
      SELECT ${RESUME_COLUMNS}, ${isVisibleResume(sql`${viewerId}::text`)} AS "isOpen" FROM resume AS r
      WHERE r.id = ANY (${[...ids]}::text[]) AND ${isNotWithheld(sql`${viewerId}::text`)}`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** A page of the resumes of each person that the viewer may see, of one visibility or all. */
  resumesOf: (
    viewerId: string,
    visibility: ResumeVisibility | null,
    request: PagesRequest<ResumeKey>,
  ): Promise<Resume[][]> =>
    readPages<Resume>(
      db,
      request,
      LATEST_FIRST,
      ({ parent, beyond, order }) => sql`
        SELECT ${RESUME_COLUMNS} FROM resume AS r
        WHERE r.owner_id = ${parent} AND (${visibility}::text IS NULL OR r.visibility = ${visibility}::text)
          AND ${isVisibleResume(sql`${viewerId}::text`)} AND ${beyond} ${order}`,
    ),

  /** The resume of a link that works now, unless it is withheld from the viewer; null when there is none. */
  async resumeOfLink(viewerId: string, tokenHash: string, now: Date): Promise<Resume | null> {
    const [row] = await db.$queryRaw<Resume[]>`
      SELECT ${RESUME_COLUMNS} FROM resume_link AS l JOIN resume AS r ON r.id = l.resume_id
      WHERE l.token_hash = ${tokenHash} AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > ${now}::timestamptz)
        AND r.visibility <> 'PRIVATE' AND ${isNotWithheld(sql`${viewerId}::text`)}`;
    return row ?? null;
  },

  /** Whoever may see it, as it is stored; null when it is deleted. */
  async storedResume(id: string): Promise<Resume | null> {
    const [row] = await db.$queryRaw<Resume[]>`SELECT ${RESUME_COLUMNS} FROM resume AS r WHERE r.id = ${id}`;
    return row ?? null;
  },

  /** Whether moderators have hidden them, in the order of the ids. */
  async areHidden(ids: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ isHidden: boolean }[]>`
      SELECT ${isHiddenContent(sql`s.id`)} AS "isHidden" FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS s(id, nth)
      ORDER BY s.nth`;
    return rows.map(({ isHidden }) => isHidden);
  },

  /** Public resumes with whose they are, in the order of ids. */
  async publishedFacts(after: string | null, limit: number) {
    const rows = await db.$queryRaw<{ resumeId: string; ownerId: string; publishedAt: Date }[]>`
      SELECT r.id AS "resumeId", r.owner_id AS "ownerId", r.published_at AS "publishedAt" FROM resume AS r
      WHERE r.published_at IS NOT NULL AND r.id > ${after ?? ''} ORDER BY r.id LIMIT ${limit}::int`;
    const last = rows.at(-1);
    return {
      payloads: rows.map(({ publishedAt, ...fact }) => ({ ...fact, at: publishedAt.toISOString() })),
      next: last === undefined || rows.length < limit ? null : last.resumeId,
    };
  },

  async countPublished(): Promise<number> {
    const [row] = await db.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM resume WHERE published_at IS NOT NULL`;
    return row?.total ?? 0;
  },
});
