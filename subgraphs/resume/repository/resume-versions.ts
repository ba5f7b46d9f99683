import type { Sql } from '../../../runtime/database/database.ts';
import { pageClauses } from '../../../runtime/database/keyset.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { OrderedSection, ResumeContent, Section } from './resume-content.ts';

/** A state that a resume has or had. */
export interface ResumeVersion {
  readonly resumeId: string;
  readonly version: number;
  readonly title: string;
  readonly locale: string;
  readonly content: ResumeContent;
  readonly sectionOrder: readonly OrderedSection[];
  readonly hiddenSections: readonly Section[];
  readonly savedAt: Date;
}

const COLUMNS: SqlFragment = sql`v.resume_id AS "resumeId", v.version, v.title, v.locale, v.content,
  v.section_order AS "sectionOrder", v.hidden_sections AS "hiddenSections", v.saved_at AS "savedAt"`;

const LATEST_FIRST = { by: [['v.version', 'integer']], direction: 'DESC' } as const;

/** Versions of resumes. */
export const createVersionStore = (db: Sql) => ({
  /** A page of the versions of a resume of this person, latest first; null when they have no such resume. */
  async versionsOf(
    ownerId: string,
    resumeId: string,
    request: PageRequest<readonly [version: number]>,
  ): Promise<ResumeVersion[] | null> {
    const [owned] = await db.$queryRaw<object[]>`
      SELECT FROM resume AS r WHERE r.id = ${resumeId} AND r.owner_id = ${ownerId}`;
    if (owned === undefined) return null;
    const { beyond, order } = pageClauses(LATEST_FIRST, request);
    return db.$queryRaw<ResumeVersion[]>`
      SELECT ${COLUMNS} FROM resume_version AS v WHERE v.resume_id = ${resumeId} AND ${beyond} ${order}`;
  },

  /** One version; null when it is not stored. */
  async versionOf(resumeId: string, version: number): Promise<ResumeVersion | null> {
    const [row] = await db.$queryRaw<ResumeVersion[]>`
      SELECT ${COLUMNS} FROM resume_version AS v WHERE v.resume_id = ${resumeId} AND v.version = ${version}::int`;
    return row ?? null;
  },
});
