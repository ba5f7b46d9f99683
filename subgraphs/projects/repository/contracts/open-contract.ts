import type { Sql } from '../../../../runtime/database/database.ts';

/** A contract to store, with the milestones that are proposed with it. */
export interface ContractDraft {
  readonly id: string;
  readonly projectId: string;
  readonly proposalId: string;
  readonly clientId: string;
  readonly freelancerId: string;
  readonly currency: string;
  readonly createdAt: Date;
  readonly milestones: readonly MilestoneDraft[];
}

/** A milestone to store in the state PROPOSED, in the order of the contract. */
export interface MilestoneDraft {
  readonly id: string;
  readonly title: string;
  /** In minor units, as text. */
  readonly amount: string;
  /** ISO 8601 in UTC. */
  readonly dueAt: string | null;
  readonly proposedRole: 'CLIENT' | 'FREELANCER';
}

/** Opens contracts, in the transaction that accepts their proposals. */
export const createContractOpening = (db: Sql) => ({
  /** Whether a project has a contract that is not over. */
  async hasRunningContract(projectId: string): Promise<boolean> {
    const rows = await db.$queryRaw<object[]>`
      SELECT FROM contract WHERE project_id = ${projectId} AND state NOT IN ('COMPLETED', 'CANCELLED') LIMIT 1`;
    return rows.length > 0;
  },

  /** False when the project has a contract that is not cancelled; nothing is stored then. */
  async insertContract({ milestones, ...draft }: ContractDraft): Promise<boolean> {
    const stored = await db.$executeRaw`
      INSERT INTO contract (id, project_id, proposal_id, client_id, freelancer_id, currency, state, created_at, updated_at)
      VALUES (${draft.id}, ${draft.projectId}, ${draft.proposalId}, ${draft.clientId}, ${draft.freelancerId},
        ${draft.currency}, 'PENDING', ${draft.createdAt}, ${draft.createdAt})
      ON CONFLICT (project_id) WHERE state <> 'CANCELLED' DO NOTHING`;
    if (stored === 0) return false;
    await db.$executeRaw`
      INSERT INTO milestone (id, contract_id, position, title, amount, due_at, state, proposed_role, created_at, updated_at)
      SELECT m.id, ${draft.id}, m.nth, m.title, m.amount, m."dueAt", 'PROPOSED', m."proposedRole", ${draft.createdAt},
        ${draft.createdAt}
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(milestones)}::jsonb) AS (id text, title text, amount bigint,
        "dueAt" timestamptz, "proposedRole" text)) WITH ORDINALITY AS m (id, title, amount, "dueAt", "proposedRole", nth)`;
    return true;
  },
});
