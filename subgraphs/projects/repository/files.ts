import type { Sql } from '../../../runtime/database/database.ts';
import { groupedBy } from '../../../runtime/database/loader.ts';

/** A file of a project or a proposal. */
export interface ShownFile {
  readonly subjectId: string;
  readonly fileId: string;
  /** The client or freelancer who shows it. */
  readonly ownerId: string;
  /** What access to it is minted with: one for all files of the projects of a client, and one for those of the proposals of a freelancer. */
  readonly grantId: string;
  /** Whether everybody may see it, visitors too. */
  readonly isOpen: boolean;
}

/** Files of projects and proposals. */
export const createFileStore = (db: Sql) => ({
  /** In the order of the ids, and in that of their owners; none of who has deleted their account. */
  async filesOf(ids: readonly string[]): Promise<ShownFile[][]> {
    const rows = await db.$queryRaw<ShownFile[]>`
      SELECT s."subjectId", s."fileId", s."ownerId", s."isOpen",
        left(encode(sha256(convert_to(s."ownerId", 'UTF8')), 'hex'), 32) || s.kind AS "grantId"
      FROM (
        SELECT f.project_id AS "subjectId", f.file_id AS "fileId", f.position, p.client_id AS "ownerId", '-projects' AS kind,
          p.visibility = 'PUBLIC' AND p.status <> 'DRAFT' AS "isOpen"
        FROM project_file AS f JOIN project AS p ON p.id = f.project_id WHERE f.project_id = ANY (${[...ids]}::text[])
        UNION ALL
        SELECT f.proposal_id, f.file_id, f.position, o.freelancer_id, '-proposals', FALSE
        FROM proposal_file AS f JOIN proposal AS o ON o.id = f.proposal_id WHERE f.proposal_id = ANY (${[...ids]}::text[])) AS s
      WHERE s."ownerId" IS NOT NULL ORDER BY s."subjectId", s.position`;
    return groupedBy(ids, rows, ({ subjectId }) => subjectId);
  },

  /** The project and those of its proposals that have files. */
  async subjectsWithFiles(projectId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT f.proposal_id AS id FROM proposal AS o JOIN proposal_file AS f ON f.proposal_id = o.id
      WHERE o.project_id = ${projectId}`;
    return [projectId, ...rows.map(({ id }) => id)];
  },

  /** Puts other files in the place of those of a project; returns those that it no longer shows. */
  async replaceProjectFiles(projectId: string, fileIds: readonly string[]): Promise<string[]> {
    const before = await db.$queryRaw<{ fileId: string }[]>`
      DELETE FROM project_file WHERE project_id = ${projectId} RETURNING file_id AS "fileId"`;
    await db.$executeRaw`
      INSERT INTO project_file (project_id, position, file_id)
      SELECT ${projectId}, f.nth - 1, f.id FROM unnest(${[...fileIds]}::text[]) WITH ORDINALITY AS f (id, nth)`;
    return before.flatMap(({ fileId }) => (fileIds.includes(fileId) ? [] : [fileId]));
  },

  /** The same of a proposal. */
  async replaceProposalFiles(proposalId: string, fileIds: readonly string[]): Promise<string[]> {
    const before = await db.$queryRaw<{ fileId: string }[]>`
      DELETE FROM proposal_file WHERE proposal_id = ${proposalId} RETURNING file_id AS "fileId"`;
    await db.$executeRaw`
      INSERT INTO proposal_file (proposal_id, position, file_id)
      SELECT ${proposalId}, f.nth - 1, f.id FROM unnest(${[...fileIds]}::text[]) WITH ORDINALITY AS f (id, nth)`;
    return before.flatMap(({ fileId }) => (fileIds.includes(fileId) ? [] : [fileId]));
  },

  /** Takes files that are gone from the project or proposal that shows them. */
  async dropFiles(subjectId: string, fileIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      WITH files AS (
        DELETE FROM project_file WHERE project_id = ${subjectId} AND file_id = ANY (${[...fileIds]}::text[])
      )
      DELETE FROM proposal_file WHERE proposal_id = ${subjectId} AND file_id = ANY (${[...fileIds]}::text[])`;
  },
});
