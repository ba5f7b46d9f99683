import type { Sql } from '../../../../runtime/database/database.ts';
import type { OBSTACLE_KINDS } from '../../../../runtime/erasure/deletion-obstacles.ts';
import type { FactPage } from '../../../../runtime/events/snapshot.ts';
import type { ContractFact } from '../../events.ts';

/** Something of contracts that stands against the deletion of an account. */
interface ContractObstacle {
  readonly kind: (typeof OBSTACLE_KINDS)[number];
  readonly count: number;
  /** Null where no money is involved. */
  readonly amount: bigint | null;
  readonly currency: string;
}

/** Rows that one statement clears. */
const BATCH_SIZE = 500;

/** What contracts keep of people, and what other domains learn of them: `contract`, `milestone`, `escrow_move`, `contract_dispute`, `contract_review`. */
export const createContractPeopleStore = (db: Sql) => ({
  /** What a person has to settle: money in escrow or on its way, open disputes, and contracts that are not over. */
  contractObstacles: (userId: string): PromiseLike<ContractObstacle[]> => db.$queryRaw<ContractObstacle[]>`
    WITH own AS (SELECT * FROM contract WHERE client_id = ${userId} OR freelancer_id = ${userId})
    SELECT 'MILESTONE' AS kind, count(*)::int AS count, sum(m.in_escrow)::bigint AS amount, own.currency
    FROM own JOIN milestone AS m ON m.contract_id = own.id WHERE m.in_escrow > 0 OR m.move_id IS NOT NULL GROUP BY own.currency
    UNION ALL
    SELECT 'DISPUTE', count(*)::int, NULL, '' FROM own JOIN contract_dispute AS d ON d.contract_id = own.id
    WHERE d.state = 'OPEN' HAVING count(*) > 0
    UNION ALL
    SELECT 'CONTRACT', count(*)::int, NULL, '' FROM own WHERE own.ended_at IS NULL HAVING count(*) > 0`,

  /** A page of the contracts that are not over, as facts. */
  async contractFacts(after: string | null, limit: number): Promise<FactPage<ContractFact>> {
    const rows = await db.$queryRaw<(Omit<ContractFact, 'at'> & { readonly createdAt: Date })[]>`
      SELECT id AS "contractId", project_id AS "projectId", client_id AS "clientId", freelancer_id AS "freelancerId",
        created_at AS "createdAt"
      FROM contract WHERE ended_at IS NULL AND id > ${after ?? ''} ORDER BY id LIMIT ${limit}::int`;
    const payloads = rows.map(({ createdAt, ...fact }) => ({ ...fact, at: createdAt.toISOString() }));
    return { payloads, next: rows.length < limit ? null : (rows.at(-1)?.contractId ?? null) };
  },

  async countRunningContracts(): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM contract WHERE ended_at IS NULL`;
    return row?.count ?? 0;
  },

  /** Clears what a person has written in some of their contracts; true when nothing is left. */
  async clearContractTexts(userId: string): Promise<boolean> {
    const contracts = await db.$executeRaw`
      UPDATE contract SET end_reason = NULL WHERE id IN (
        SELECT id FROM contract WHERE (client_id = ${userId} OR freelancer_id = ${userId}) AND end_reason IS NOT NULL
        LIMIT ${BATCH_SIZE}::int)`;
    const milestones = await db.$executeRaw`
      UPDATE milestone SET
        submission_note = CASE WHEN c.freelancer_id = ${userId} THEN NULL ELSE submission_note END,
        file_ids = CASE WHEN c.freelancer_id = ${userId} THEN ARRAY[]::text[] ELSE file_ids END,
        change_note = CASE WHEN c.client_id = ${userId} THEN NULL ELSE change_note END
      FROM contract AS c WHERE c.id = milestone.contract_id AND milestone.id IN (
        SELECT m.id FROM milestone AS m JOIN contract AS own ON own.id = m.contract_id
        WHERE own.freelancer_id = ${userId} AND (m.submission_note IS NOT NULL OR m.file_ids <> '{}')
          OR own.client_id = ${userId} AND m.change_note IS NOT NULL
        LIMIT ${BATCH_SIZE}::int)`;
    const disputes = await db.$executeRaw`
      UPDATE contract_dispute AS d SET
        reason = CASE WHEN own.is_opener THEN NULL ELSE d.reason END,
        evidence_ids = CASE WHEN own.is_opener THEN ARRAY[]::text[] ELSE d.evidence_ids END,
        response = CASE WHEN own.is_opener THEN d.response END,
        response_evidence_ids = CASE WHEN own.is_opener THEN d.response_evidence_ids ELSE ARRAY[]::text[] END
      FROM (
        SELECT x.id, (x.opened_role = 'CLIENT') = (c.client_id IS NOT DISTINCT FROM ${userId}::text) AS is_opener
        FROM contract_dispute AS x JOIN contract AS c ON c.id = x.contract_id
        WHERE c.client_id = ${userId} OR c.freelancer_id = ${userId}
      ) AS own
      WHERE d.id = own.id AND d.id IN (
        SELECT y.id FROM contract_dispute AS y JOIN contract AS c ON c.id = y.contract_id
        WHERE (c.client_id = ${userId} AND (y.opened_role = 'CLIENT' AND y.reason IS NOT NULL
            OR y.opened_role = 'FREELANCER' AND y.response IS NOT NULL))
          OR (c.freelancer_id = ${userId} AND (y.opened_role = 'FREELANCER' AND y.reason IS NOT NULL
            OR y.opened_role = 'CLIENT' AND y.response IS NOT NULL))
        LIMIT ${BATCH_SIZE}::int)`;
    const reviews = await db.$executeRaw`
      UPDATE contract_review SET text = NULL, private_note = NULL WHERE id IN (
        SELECT id FROM contract_review
        WHERE author_id = ${userId} AND (text IS NOT NULL OR private_note IS NOT NULL) LIMIT ${BATCH_SIZE}::int)`;
    return [contracts, milestones, disputes, reviews].every((count) => count < BATCH_SIZE);
  },
});
