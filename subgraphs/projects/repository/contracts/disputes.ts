import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import type { ContractViewer } from './contract.ts';
import type { ContractDispute, OverdueDispute } from './contract-dispute.ts';
import { isVisibleContract } from './contracts.ts';

const OLDEST_FIRST: ListOrder = { by: [['d.id', 'text']], direction: 'ASC' };

const COLUMNS =
  rawSql(`d.id, d.contract_id AS "contractId", d.milestone_id AS "milestoneId", d.opened_role AS "openedRole",
  d.reason, d.evidence_ids AS "evidenceIds", d.response, d.response_evidence_ids AS "responseEvidenceIds",
  d.responded_at AS "respondedAt", d.state, d.to_freelancer AS "toFreelancer", d.to_client AS "toClient",
  d.resolved_at AS "resolvedAt", d.created_at AS "createdAt"`);

/** Disputes about milestones. */
export const createDisputeStore = (db: Sql) => ({
  /** Disputes that a viewer may see, in the order of the ids; null for others. */
  async visibleDisputes(viewer: ContractViewer, ids: readonly string[]): Promise<(ContractDispute | null)[]> {
    const rows = await db.$queryRaw<ContractDispute[]>`
      SELECT ${COLUMNS} FROM contract_dispute AS d JOIN contract AS c ON c.id = d.contract_id
      WHERE d.id = ANY (${[...ids]}::text[]) AND ${isVisibleContract(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The newest dispute of each milestone, in the order of the milestones. The viewer sees their contracts. */
  async disputesOfMilestones(milestoneIds: readonly string[]): Promise<(ContractDispute | null)[]> {
    const rows = await db.$queryRaw<ContractDispute[]>`
      SELECT DISTINCT ON (d.milestone_id) ${COLUMNS} FROM contract_dispute AS d
      WHERE d.milestone_id = ANY (${[...milestoneIds]}::text[]) ORDER BY d.milestone_id, d.id DESC`;
    return inOrderOf(milestoneIds, rows, ({ milestoneId }) => milestoneId);
  },

  listDisputes(
    state: ContractDispute['state'] | null,
    page: PageRequest<readonly [string]>,
  ): PromiseLike<ContractDispute[]> {
    const { beyond, order } = pageClauses(OLDEST_FIRST, page);
    return db.$queryRaw<ContractDispute[]>`
      SELECT ${COLUMNS} FROM contract_dispute AS d WHERE (${state}::text IS NULL OR d.state = ${state}) AND ${beyond} ${order}`;
  },

  /** A dispute of a locked contract; null when there is none. */
  async findDispute(id: string): Promise<ContractDispute | null> {
    const [dispute] = await db.$queryRaw<ContractDispute[]>`
      SELECT ${COLUMNS} FROM contract_dispute AS d WHERE d.id = ${id}`;
    return dispute ?? null;
  },

  async addDispute(
    dispute: Pick<
      ContractDispute,
      'id' | 'contractId' | 'milestoneId' | 'openedRole' | 'reason' | 'evidenceIds' | 'createdAt'
    >,
  ): Promise<void> {
    const { id, contractId, milestoneId, openedRole, reason, evidenceIds, createdAt } = dispute;
    await db.$executeRaw`
      INSERT INTO contract_dispute (id, contract_id, milestone_id, opened_role, reason, evidence_ids, state, created_at)
      VALUES (${id}, ${contractId}, ${milestoneId}, ${openedRole}, ${reason}, ${[...evidenceIds]}::text[], 'OPEN', ${createdAt})`;
  },

  /** Stores what may change of a dispute of a locked contract. */
  async saveDispute(dispute: ContractDispute): Promise<void> {
    const { id, response, responseEvidenceIds, respondedAt, state, toFreelancer, toClient, resolvedAt } = dispute;
    await db.$executeRaw`
      UPDATE contract_dispute SET response = ${response}, response_evidence_ids = ${[...responseEvidenceIds]}::text[],
        responded_at = ${respondedAt}, state = ${state}, to_freelancer = ${toFreelancer}, to_client = ${toClient},
        resolved_at = ${resolvedAt}
      WHERE id = ${id}`;
  },

  /** Disputes that wait since before `before`, the oldest first. */
  overdueDisputes: (before: Date, limit: number): PromiseLike<OverdueDispute[]> => db.$queryRaw<OverdueDispute[]>`
    SELECT id, contract_id AS "contractId", milestone_id AS "milestoneId", created_at AS "createdAt"
    FROM contract_dispute WHERE state = 'OPEN' AND created_at <= ${before} ORDER BY id LIMIT ${limit}`,
});
