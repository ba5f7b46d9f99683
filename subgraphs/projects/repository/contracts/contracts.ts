import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import {
  CONTRACT_COLUMNS,
  type Contract,
  type ContractRole,
  type ContractState,
  type ContractViewer,
} from './contract.ts';
import { MILESTONE_COLUMNS, type Milestone } from './milestone.ts';

const NEWEST_FIRST: ListOrder = { by: [['c.id', 'text']], direction: 'DESC' };

/** Whether a viewer is one of the two parties of the contract `c`. */
const isParty = (viewerId: string) => sql`(c.client_id = ${viewerId}::text OR c.freelancer_id = ${viewerId}::text)`;

/** SQL: whether a viewer may see the contract `c`. */
export const isVisibleContract = ({ id, isFinance }: ContractViewer) => sql`(${isFinance}::boolean OR ${isParty(id)})`;

/** Which contracts of a person are listed: all where a part is null. */
export interface ContractChoice {
  readonly role: ContractRole | null;
  readonly state: ContractState | null;
}

/** Contracts as their two parties and finance read them. */
export const createContractStore = (db: Sql) => ({
  /** In the order of the ids; null for those of others. */
  async visibleContracts(viewer: ContractViewer, ids: readonly string[]): Promise<(Contract | null)[]> {
    const rows = await db.$queryRaw<Contract[]>`
      SELECT ${CONTRACT_COLUMNS} FROM contract AS c
      WHERE c.id = ANY (${[...ids]}::text[]) AND ${isVisibleContract(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Contracts of each person, newest first. */
  contractPages({ role, state }: ContractChoice, request: PagesRequest<readonly [string]>): Promise<Contract[][]> {
    return readPages<Contract>(db, request, NEWEST_FIRST, ({ parent, beyond, order }) => {
      const isOf = { CLIENT: sql`c.client_id = ${parent}`, FREELANCER: sql`c.freelancer_id = ${parent}` };
      const whose = role === null ? sql`(${isOf.CLIENT} OR ${isOf.FREELANCER})` : isOf[role];
      return sql`
        SELECT ${CONTRACT_COLUMNS} FROM contract AS c
        WHERE ${whose} AND (${state}::text IS NULL OR c.state = ${state}) AND ${beyond} ${order}`;
    });
  },

  /** Milestones of contracts that a viewer may see, in the order of the ids; null for others. */
  async visibleMilestones(viewer: ContractViewer, ids: readonly string[]): Promise<(Milestone | null)[]> {
    const rows = await db.$queryRaw<Milestone[]>`
      SELECT ${MILESTONE_COLUMNS} FROM milestone AS m JOIN contract AS c ON c.id = m.contract_id
      WHERE m.id = ANY (${[...ids]}::text[]) AND ${isVisibleContract(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The milestones of contracts that the viewer sees, in their order. */
  milestonesOf: (contractIds: readonly string[]): PromiseLike<Milestone[]> => db.$queryRaw<Milestone[]>`
    SELECT ${MILESTONE_COLUMNS} FROM milestone AS m
    WHERE m.contract_id = ANY (${[...contractIds]}::text[]) ORDER BY m.contract_id, m.position`,

  /** Of each project the contract that is not cancelled, or else the latest one; in the order of the projects. */
  async contractsOfProjects(viewerId: string, projectIds: readonly string[]): Promise<(Contract | null)[]> {
    const rows = await db.$queryRaw<Contract[]>`
      SELECT DISTINCT ON (c.project_id) ${CONTRACT_COLUMNS} FROM contract AS c
      WHERE c.project_id = ANY (${[...projectIds]}::text[]) AND ${isParty(viewerId)}
      ORDER BY c.project_id, c.state = 'CANCELLED', c.id DESC`;
    return inOrderOf(projectIds, rows, ({ projectId }) => projectId);
  },

  /** In the order of the proposals; null where there is none. */
  async contractsOfProposals(viewerId: string, proposalIds: readonly string[]): Promise<(Contract | null)[]> {
    const rows = await db.$queryRaw<Contract[]>`
      SELECT ${CONTRACT_COLUMNS} FROM contract AS c
      WHERE c.proposal_id = ANY (${[...proposalIds]}::text[]) AND ${isParty(viewerId)}`;
    return inOrderOf(proposalIds, rows, ({ proposalId }) => proposalId);
  },
});
