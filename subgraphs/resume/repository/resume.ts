import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import type { OrderedSection, ResumeContent, Section } from './resume-content.ts';

/** Value of the enum `ResumeVisibility`. */
export type ResumeVisibility = 'PRIVATE' | 'LINK' | 'PUBLIC';

/** A resume as it is stored; what others get of it says `shownTo`. */
export interface Resume {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly locale: string;
  readonly visibility: ResumeVisibility;
  readonly version: number;
  readonly content: ResumeContent;
  readonly sectionOrder: readonly OrderedSection[];
  readonly hiddenSections: readonly Section[];
  readonly photoFileId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When it last became public; null while it is not. */
  readonly publishedAt: Date | null;
}

/** The columns of `Resume`, of the alias `r`. */
export const RESUME_COLUMNS: SqlFragment = sql`r.id, r.owner_id AS "ownerId", r.title, r.locale, r.visibility, r.version, r.content,
  r.section_order AS "sectionOrder", r.hidden_sections AS "hiddenSections", r.photo_file_id AS "photoFileId",
  r.created_at AS "createdAt", r.updated_at AS "updatedAt", r.published_at AS "publishedAt"`;

/**
 * Whether a resume is withheld from a viewer whatever its owner has chosen: by a block either way, a suspension of the owner,
 * or moderators. `viewer` is a SQL expression of an id, empty for a visitor; the row has the alias `r`.
 */
const isWithheld = (viewer: SqlFragment): SqlFragment =>
  sql`(${blockedBetween(sql`r.owner_id`, viewer)} OR ${isSuspended(sql`r.owner_id`)} OR ${isHiddenContent(sql`r.id`)})`;

/** Whether it is the viewer's own, or nothing withholds it from them. */
export const isNotWithheld = (viewer: SqlFragment): SqlFragment =>
  sql`(r.owner_id = ${viewer} OR NOT ${isWithheld(viewer)})`;

/** Whether a viewer may see a resume by its id: their own, and public ones that are not withheld. */
export const isVisibleResume = (viewer: SqlFragment): SqlFragment =>
  sql`(r.owner_id = ${viewer} OR (r.visibility = 'PUBLIC' AND NOT ${isWithheld(viewer)}))`;
