import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenPerson } from './visible-sql.ts';

/** Somebody whom the client has invited to a project. */
export interface ProjectInvitation {
  readonly userId: string;
  readonly invitedAt: Date;
}

/** When they were invited, and who. */
export type InvitationKey = readonly [invitedAt: string, userId: string];

const LATEST_FIRST: ListOrder = {
  by: [
    ['i.invited_at', 'timestamptz'],
    ['i.user_id', 'text'],
  ],
  direction: 'DESC',
};

/** Invitations to projects. */
export const createInvitationStore = (db: Sql) => ({
  /** Returns those who were not invited before. */
  async addInvitations(projectId: string, userIds: readonly string[], at: Date): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      INSERT INTO project_invitation (project_id, user_id, invited_at)
      SELECT ${projectId}, u.id, ${at} FROM unnest(${[...userIds]}::text[]) AS u (id)
      ON CONFLICT (project_id, user_id) DO NOTHING RETURNING user_id AS "userId"`;
    return rows.map(({ userId }) => userId);
  },

  /** People of these who are hidden from the viewer. */
  async hiddenAmong(viewerId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM unnest(${[...userIds]}::text[]) AS u (id)
      WHERE ${isHiddenPerson(sql`u.id`, sql`${viewerId}::text`)}`;
    return new Set(rows.map(({ id }) => id));
  },

  /** Whom the viewer has invited to each project; nobody for the projects of others. */
  async invitationPages(viewerId: string, request: PagesRequest<InvitationKey>): Promise<ProjectInvitation[][]> {
    return readPages<ProjectInvitation>(
      db,
      request,
      LATEST_FIRST,
      ({ parent, beyond, order }) => sql`
      SELECT i.user_id AS "userId", i.invited_at AS "invitedAt"
      FROM project_invitation AS i JOIN project AS p ON p.id = i.project_id AND p.client_id = ${viewerId}
      WHERE i.project_id = ${parent} AND NOT ${isHiddenPerson(sql`i.user_id`, sql`${viewerId}::text`)}
        AND ${beyond} ${order}`,
    );
  },
});
