import type { Sql } from '../../../runtime/database/database.ts';
import { RESUME_COLUMNS, type Resume } from './resume.ts';

/** What a search looks at: nothing of it comes from hidden sections. */
export interface SearchFacts {
  readonly searchText: string;
  /** Names of skills, in lower case. */
  readonly skillNames: readonly string[];
  readonly countryCode: string | null;
}

/** Versions of a resume that are stored. */
const MAX_VERSIONS = 50;

/** Writes resumes and their versions, in transactions. */
export const createResumeWrites = (db: Sql) => ({
  /** Until the end of the transaction nobody else adds a resume of this person; how many they have. */
  async lockResumesOf(ownerId: string): Promise<number> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':resumes:' || ${ownerId}, 0))::text`;
    const [row] = await db.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM resume WHERE owner_id = ${ownerId}`;
    return row?.total ?? 0;
  },

  /** A resume of this person, which nobody else changes until the end of the transaction; null when there is none. */
  async lockResume(ownerId: string, id: string): Promise<Resume | null> {
    const [row] = await db.$queryRaw<Resume[]>`
      SELECT ${RESUME_COLUMNS} FROM resume AS r WHERE r.id = ${id} AND r.owner_id = ${ownerId} FOR UPDATE`;
    return row ?? null;
  },

  async insertResume(r: Resume, { searchText, skillNames, countryCode }: SearchFacts): Promise<void> {
    await db.$executeRaw`
      INSERT INTO resume (id, owner_id, title, locale, visibility, version, content, section_order, hidden_sections,
        photo_file_id, created_at, updated_at, published_at, search_text, skill_names, country_code)
      VALUES (${r.id}, ${r.ownerId}, ${r.title}, ${r.locale}, ${r.visibility}, ${r.version}, ${JSON.stringify(r.content)}::jsonb,
        ${[...r.sectionOrder]}::text[], ${[...r.hiddenSections]}::text[], ${r.photoFileId}, ${r.createdAt}, ${r.updatedAt},
        ${r.publishedAt}, ${searchText}, ${[...skillNames]}::text[], ${countryCode})`;
  },

  async storeResume(r: Resume, { searchText, skillNames, countryCode }: SearchFacts): Promise<void> {
    await db.$executeRaw`
      UPDATE resume SET title = ${r.title}, locale = ${r.locale}, visibility = ${r.visibility}, version = ${r.version},
        content = ${JSON.stringify(r.content)}::jsonb, section_order = ${[...r.sectionOrder]}::text[],
        hidden_sections = ${[...r.hiddenSections]}::text[], photo_file_id = ${r.photoFileId}, updated_at = ${r.updatedAt},
        published_at = ${r.publishedAt}, search_text = ${searchText}, skill_names = ${[...skillNames]}::text[],
        country_code = ${countryCode}
      WHERE id = ${r.id}`;
  },

  /** Stores the present state as the version that it has, and deletes the oldest beyond 50. */
  async storeVersion(r: Resume): Promise<void> {
    await db.$executeRaw`
      INSERT INTO resume_version (resume_id, version, title, locale, content, section_order, hidden_sections, saved_at)
      VALUES (${r.id}, ${r.version}, ${r.title}, ${r.locale}, ${JSON.stringify(r.content)}::jsonb,
        ${[...r.sectionOrder]}::text[], ${[...r.hiddenSections]}::text[], ${r.updatedAt})`;
    await db.$executeRaw`
      DELETE FROM resume_version WHERE resume_id = ${r.id} AND version <= ${r.version - MAX_VERSIONS}::int`;
  },

  /** Deletes a resume with its versions, links and count of views. */
  async deleteResume(id: string): Promise<void> {
    await db.$executeRaw`
      WITH gone AS (DELETE FROM resume WHERE id = ${id}), views AS (DELETE FROM counter WHERE subject = ${id})
      DELETE FROM counter_change WHERE subject = ${id}`;
  },

  /** Takes files that are gone from what shows them. */
  async dropPhotos(fileIds: readonly string[]): Promise<void> {
    await db.$executeRaw`UPDATE resume SET photo_file_id = NULL WHERE photo_file_id = ANY (${[...fileIds]}::text[])`;
  },
});
