import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { CONTRACT_COLUMNS, type Contract } from './contract.ts';
import type { LockedContract } from './locked-contract.ts';
import { MILESTONE_COLUMNS, type Milestone } from './milestone.ts';

/** By what a contract is found. */
export type ContractKey =
  | { readonly contractId: string }
  | { readonly milestoneId: string }
  | { readonly disputeId: string }
  | { readonly moveId: string };

/** A milestone whose clock has run out. */
export interface DueMilestone {
  readonly milestoneId: string;
  readonly contractId: string;
}

/** SQL: the contract that a key names. */
function idOf(key: ContractKey) {
  if ('contractId' in key) return sql`${key.contractId}`;
  if ('milestoneId' in key) return sql`(SELECT contract_id FROM milestone WHERE id = ${key.milestoneId})`;
  if ('disputeId' in key) return sql`(SELECT contract_id FROM contract_dispute WHERE id = ${key.disputeId})`;
  return sql`(SELECT contract_id FROM escrow_move WHERE id = ${key.moveId})`;
}

/** Changes contracts and their milestones. Whoever changes a part of a contract locks the contract first. */
export const createLockedContractStore = (db: Sql) => ({
  /** A contract with its milestones, until the transaction ends; null when there is none. */
  async lockContract(key: ContractKey): Promise<LockedContract | null> {
    const [contract] = await db.$queryRaw<Contract[]>`
      SELECT ${CONTRACT_COLUMNS} FROM contract AS c WHERE c.id = ${idOf(key)} FOR NO KEY UPDATE OF c`;
    if (contract === undefined) return null;
    const milestones = await db.$queryRaw<Milestone[]>`
      SELECT ${MILESTONE_COLUMNS} FROM milestone AS m WHERE m.contract_id = ${contract.id} ORDER BY m.position`;
    return { contract, milestones };
  },

  /** Stores what may change of a locked contract. */
  async saveContract({ id, state, pausedAt, endedAt, endReason }: Contract, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE contract SET state = ${state}, paused_at = ${pausedAt}, ended_at = ${endedAt}, end_reason = ${endReason},
        updated_at = ${now}
      WHERE id = ${id}`;
  },

  async addMilestone(milestone: Milestone): Promise<void> {
    const { id, contractId, position, title, amount, state, dueAt, createdAt } = milestone;
    await db.$executeRaw`
      INSERT INTO milestone (id, contract_id, position, title, amount, state, proposed_role, due_at, created_at, updated_at)
      VALUES (${id}, ${contractId}, ${position}, ${title}, ${amount}, ${state}, ${milestone.proposedRole}, ${dueAt},
        ${createdAt}, ${createdAt})`;
  },

  /** Stores what may change of a milestone of a locked contract. */
  async saveMilestone(milestone: Milestone, now: Date): Promise<void> {
    const { id, state, acceptedAt, fundBy, fundedAt, startBy, submittedAt, autoReleaseAt } = milestone;
    const { submissionNote, fileIds, changeNote, inEscrow, released, fee, refunded, feeBasisPoints, moveId } =
      milestone;
    await db.$executeRaw`
      UPDATE milestone SET state = ${state}, accepted_at = ${acceptedAt}, fund_by = ${fundBy}, funded_at = ${fundedAt},
        start_by = ${startBy}, submitted_at = ${submittedAt}, auto_release_at = ${autoReleaseAt},
        submission_note = ${submissionNote}, file_ids = ${[...fileIds]}::text[], change_note = ${changeNote},
        in_escrow = ${inEscrow}, released = ${released}, fee = ${fee}, refunded = ${refunded},
        fee_basis_points = ${feeBasisPoints}, move_id = ${moveId}, updated_at = ${now}
      WHERE id = ${id}`;
  },

  /** Milestones whose clock has run out and may act, those first that wait for longest. */
  dueMilestones: (now: Date, limit: number): PromiseLike<DueMilestone[]> => db.$queryRaw<DueMilestone[]>`
    SELECT m.id AS "milestoneId", m.contract_id AS "contractId"
    FROM milestone AS m JOIN contract AS c ON c.id = m.contract_id
    WHERE c.ended_at IS NULL AND m.move_id IS NULL AND (
      m.state = 'SUBMITTED' AND m.auto_release_at <= ${now}
      OR c.paused_at IS NULL AND (
        m.state = 'FUNDED' AND m.start_by <= ${now} OR m.state = 'PROPOSED' AND m.fund_by <= ${now}))
    ORDER BY coalesce(m.auto_release_at, m.start_by, m.fund_by), m.id LIMIT ${limit}`,

  /** Takes files that are gone from what showed them. */
  async dropContractFiles(subjectId: string, fileIds: readonly string[]): Promise<void> {
    const gone = [...fileIds];
    await db.$executeRaw`
      UPDATE milestone SET file_ids = ARRAY(SELECT f FROM unnest(file_ids) AS f WHERE f <> ALL (${gone}::text[]))
      WHERE id = ${subjectId}`;
    await db.$executeRaw`
      UPDATE contract_dispute SET
        evidence_ids = ARRAY(SELECT f FROM unnest(evidence_ids) AS f WHERE f <> ALL (${gone}::text[])),
        response_evidence_ids = ARRAY(SELECT f FROM unnest(response_evidence_ids) AS f WHERE f <> ALL (${gone}::text[]))
      WHERE id = ${subjectId}`;
  },
});
