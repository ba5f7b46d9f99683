import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** Values of the enum `ContractState`. */
export type ContractState = 'PENDING' | 'ACTIVE' | 'PAUSED' | 'COMPLETED' | 'CANCELLED' | 'DISPUTED';

/** What a person is in a contract. */
export type ContractRole = 'CLIENT' | 'FREELANCER';

/** A contract as it is stored. */
export interface Contract {
  readonly id: string;
  readonly projectId: string;
  readonly proposalId: string;
  /** Null for who has deleted their account. */
  readonly clientId: string | null;
  /** Null for who has deleted their account. */
  readonly freelancerId: string | null;
  readonly currency: string;
  readonly state: ContractState;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly pausedAt: Date | null;
  readonly endedAt: Date | null;
  /** Null when who wrote it has deleted their account. */
  readonly endReason: string | null;
  /** The newest of its changes, as `CONTRACT_LOG` numbers them. */
  readonly sequence: bigint;
}

/** Who reads contracts: a party their own, finance all of them. */
export interface ContractViewer {
  readonly id: string;
  readonly isFinance: boolean;
}

/** The columns of `Contract`, of the row `c`. */
export const CONTRACT_COLUMNS = rawSql(`c.id, c.project_id AS "projectId", c.proposal_id AS "proposalId",
  c.client_id AS "clientId", c.freelancer_id AS "freelancerId", c.currency, c.state, c.created_at AS "createdAt",
  c.updated_at AS "updatedAt", c.paused_at AS "pausedAt", c.ended_at AS "endedAt", c.end_reason AS "endReason",
  coalesce((SELECT h.sequence FROM log_head AS h WHERE h.log = 'projects.contracts' AND h.key = c.id), 0)::bigint AS sequence`);
