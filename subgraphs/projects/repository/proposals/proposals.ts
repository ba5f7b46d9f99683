import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isVisibleProposal } from '../projects/visible-sql.ts';
import { PROPOSAL_COLUMNS, type Proposal, type ProposalState } from './proposal.ts';

/** The id of a proposal. */
export type ProposalKey = readonly [id: string];

const LATEST_FIRST: ListOrder = { by: [['o.id', 'text']], direction: 'DESC' };

/** Proposals as their two people read them. */
export const createProposalStore = (db: Sql) => ({
  /** In the order of the ids; null for those of others. */
  async visibleProposals(viewerId: string, ids: readonly string[]): Promise<(Proposal | null)[]> {
    const rows = await db.$queryRaw<Proposal[]>`
      SELECT ${PROPOSAL_COLUMNS} FROM proposal AS o JOIN project AS p ON p.id = o.project_id
      WHERE o.id = ANY (${[...ids]}::text[]) AND ${isVisibleProposal(sql`o`, sql`p`, sql`${viewerId}::text`)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The latest proposal of a person to each project, in the order of the projects. */
  async ownProposals(viewerId: string, projectIds: readonly string[]): Promise<(Proposal | null)[]> {
    const rows = await db.$queryRaw<Proposal[]>`
      SELECT DISTINCT ON (o.project_id) ${PROPOSAL_COLUMNS} FROM proposal AS o
      WHERE o.project_id = ANY (${[...projectIds]}::text[]) AND o.freelancer_id = ${viewerId}
      ORDER BY o.project_id, o.id DESC`;
    return inOrderOf(projectIds, rows, ({ projectId }) => projectId);
  },

  /** Proposals to each project of the viewer in one of the states, latest first; none to the projects of others. */
  async pagesOfProjects(
    viewerId: string,
    states: readonly ProposalState[],
    request: PagesRequest<ProposalKey>,
  ): Promise<Proposal[][]> {
    return readPages<Proposal>(
      db,
      request,
      LATEST_FIRST,
      ({ parent, beyond, order }) => sql`
      SELECT ${PROPOSAL_COLUMNS} FROM proposal AS o JOIN project AS p ON p.id = o.project_id AND p.client_id = ${viewerId}
      WHERE o.project_id = ${parent} AND o.state = ANY (${[...states]}::text[])
        AND ${isVisibleProposal(sql`o`, sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`,
    );
  },

  /** What each person has sent, latest first. The caller has checked that they are the viewer. */
  async pagesOfFreelancers(request: PagesRequest<ProposalKey>): Promise<Proposal[][]> {
    return readPages<Proposal>(
      db,
      request,
      LATEST_FIRST,
      ({ parent, beyond, order }) => sql`
      SELECT ${PROPOSAL_COLUMNS} FROM proposal AS o WHERE o.freelancer_id = ${parent} AND ${beyond} ${order}`,
    );
  },

  /** Which of these resumes are part of proposals that a person sees as the client, and has not rejected. */
  async receivedResumes(viewerId: string, resumeIds: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT o.resume_id AS id FROM proposal AS o JOIN project AS p ON p.id = o.project_id AND p.client_id = ${viewerId}
      WHERE o.resume_id = ANY (${[...resumeIds]}::text[]) AND o.state <> 'REJECTED'
        AND ${isVisibleProposal(sql`o`, sql`p`, sql`${viewerId}::text`)}`;
    return rows.map(({ id }) => id);
  },
});
