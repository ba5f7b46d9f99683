import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { BudgetKind, Project, ProjectStatus, ProjectVisibility } from './project.ts';
import { PROJECT_COLUMNS } from './project.ts';

/** What a client can say of a project. */
export interface ProjectFields {
  readonly title: string;
  readonly description: string;
  readonly budgetKind: BudgetKind;
  readonly budgetMin: bigint | null;
  readonly budgetMax: bigint | null;
  readonly currency: string;
  readonly skills: readonly string[];
  /** In the form in which skills are compared, in the same order. */
  readonly skillKeys: readonly string[];
  readonly categoryId: string | null;
  /** A day as `YYYY-MM-DD`. */
  readonly deadline: string | null;
  readonly visibility: ProjectVisibility;
}

/** A draft to store. */
export interface ProjectDraft extends ProjectFields {
  readonly id: string;
  readonly clientId: string;
  readonly createdAt: Date;
}

/** Changes projects, within a transaction. */
export const createProjectChanges = (db: Sql) => ({
  async insertProject(draft: ProjectDraft): Promise<void> {
    await db.$executeRaw`
      INSERT INTO project (id, client_id, title, description, budget_kind, budget_min, budget_max, currency, skills, skill_keys,
        category_id, deadline, visibility, status, created_at, updated_at)
      VALUES (${draft.id}, ${draft.clientId}, ${draft.title}, ${draft.description}, ${draft.budgetKind}, ${draft.budgetMin},
        ${draft.budgetMax}, ${draft.currency}, ${[...draft.skills]}::text[], ${[...draft.skillKeys]}::text[],
        ${draft.categoryId}, ${draft.deadline}::date, ${draft.visibility}, 'DRAFT', ${draft.createdAt}, ${draft.createdAt})`;
  },

  /** The project until the end of the transaction; null when there is none. Whoever else changes it or its proposals waits. */
  async lockProject(id: string): Promise<Project | null> {
    const [project] = await db.$queryRaw<Project[]>`
      SELECT ${PROJECT_COLUMNS} FROM project AS p WHERE p.id = ${id} FOR UPDATE`;
    return project ?? null;
  },

  async updateProject(id: string, fields: ProjectFields, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE project SET title = ${fields.title}, description = ${fields.description}, budget_kind = ${fields.budgetKind},
        budget_min = ${fields.budgetMin}, budget_max = ${fields.budgetMax}, currency = ${fields.currency},
        skills = ${[...fields.skills]}::text[], skill_keys = ${[...fields.skillKeys]}::text[],
        category_id = ${fields.categoryId}, deadline = ${fields.deadline}::date, visibility = ${fields.visibility},
        updated_at = ${at}
      WHERE id = ${id}`;
  },

  /** Also records when it was opened first and closed last. */
  async setProjectStatus(id: string, status: ProjectStatus, at: Date): Promise<void> {
    const opened = status === 'OPEN' ? sql`coalesce(opened_at, ${at}::timestamptz)` : sql`opened_at`;
    const closed = status === 'COMPLETED' || status === 'CANCELLED' ? sql`${at}::timestamptz` : sql`NULL`;
    await db.$executeRaw`
      UPDATE project SET status = ${status}, opened_at = ${opened}, closed_at = ${closed}, updated_at = ${at} WHERE id = ${id}`;
  },

  /** With its proposals, questions and invitations; it has no contract. */
  async deleteProject(id: string): Promise<void> {
    await db.$executeRaw`DELETE FROM project WHERE id = ${id}`;
  },

  /** Takes projects out of a category that is gone, or puts them into another. */
  async moveCategory(categoryId: string, movedToId: string | null): Promise<void> {
    await db.$executeRaw`UPDATE project SET category_id = ${movedToId} WHERE category_id = ${categoryId}`;
  },
});
