import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** Values of the enum `ProjectStatus`. */
export type ProjectStatus = 'DRAFT' | 'OPEN' | 'PAUSED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED';

/** Values of the enum `ProjectVisibility`. */
export type ProjectVisibility = 'PUBLIC' | 'INVITED';

/** Values of the enum `BudgetKind`. */
export type BudgetKind = 'FIXED' | 'HOURLY';

/** A project as it is stored. */
export interface Project {
  readonly id: string;
  /** Null for who has deleted their account. */
  readonly clientId: string | null;
  readonly title: string;
  readonly description: string;
  readonly budgetKind: BudgetKind;
  readonly budgetMin: bigint | null;
  readonly budgetMax: bigint | null;
  readonly currency: string;
  readonly skills: readonly string[];
  readonly categoryId: string | null;
  /** A day as `YYYY-MM-DD`. */
  readonly deadline: string | null;
  readonly visibility: ProjectVisibility;
  readonly status: ProjectStatus;
  readonly proposalCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
}

/** The columns of `Project`, of the row `p`. */
export const PROJECT_COLUMNS = rawSql(`p.id, p.client_id AS "clientId", p.title, p.description,
  p.budget_kind AS "budgetKind", p.budget_min AS "budgetMin", p.budget_max AS "budgetMax", p.currency, p.skills,
  p.category_id AS "categoryId", p.deadline::text AS deadline, p.visibility, p.status, p.proposal_count AS "proposalCount",
  p.created_at AS "createdAt", p.updated_at AS "updatedAt", p.opened_at AS "openedAt", p.closed_at AS "closedAt"`);
