import { readIntegrity } from '../../subgraphs/wallet/operations/finance/check-ledger.ts';
import { openWalletRepository } from '../../subgraphs/wallet/repository/index.ts';
import { queryOnce } from '../engines.ts';
import type { HistoryEntry } from './money-load.ts';

const count = async (ownerUrl: string, query: string): Promise<number> =>
  Number((await queryOnce(ownerUrl, query)).rows[0]?.['count'] ?? 0);

/** Whether nothing is on its way any more: no pending deposit or withdrawal, no event that was not relayed. */
export async function isSettled(ownerUrl: string): Promise<boolean> {
  const pending = [
    `SELECT count(*) FROM wallet.deposit WHERE state = 'PENDING'`,
    `SELECT count(*) FROM wallet.withdrawal WHERE state IN ('REQUESTED', 'SUBMITTED')`,
    'SELECT count(*) FROM wallet.outbox_event WHERE number IS NULL',
    'SELECT count(*) FROM payments.outbox_event WHERE number IS NULL',
    `SELECT count(*) FROM wallet.inbox_position AS p, payments.outbox_head AS h WHERE p.producer = 'payments' AND p.number < h.number`,
  ];
  const counts = await Promise.all(pending.map((query) => count(ownerUrl, query).catch(() => 1)));
  return counts.every((each) => each === 0);
}

/** What contradicts the invariants of the ledger and of events, or the responses that clients got; empty when nothing does. */
export async function violations(
  ownerUrl: string,
  walletUrl: string,
  history: readonly HistoryEntry[],
): Promise<string[]> {
  const repository = openWalletRepository(walletUrl);
  const { worst } = await repository.transaction((store) => readIntegrity(store, new Date()), 'RepeatableRead');
  await repository.close();
  const dead = await count(ownerUrl, 'SELECT count(*) FROM wallet.dead_letter');
  const unpaid = await count(
    ownerUrl,
    `SELECT count(*) FROM wallet.deposit AS d JOIN payments.payment AS p ON p.reference_id = d.id
     WHERE (d.state = 'SUCCEEDED') <> (p.state IN ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'))`,
  );
  const twice = await count(
    ownerUrl,
    `SELECT count(*) FROM (SELECT reference_id FROM payments.payment WHERE reference_type = 'deposit'
     GROUP BY reference_id HAVING count(*) FILTER (WHERE state = 'SUCCEEDED') > 1) AS found`,
  );
  return [
    ...(worst === null ? [] : [worst]),
    ...(dead === 0 ? [] : [`${dead} events are dead letters`]),
    ...(unpaid === 0 ? [] : [`${unpaid} deposits and their payments differ`]),
    ...(twice === 0 ? [] : [`${twice} deposits were paid more than once`]),
    ...(await lostOrDoubled(ownerUrl, history)),
  ];
}

/** Transfers that a client got a response for and that are not there, and keys with more than one effect. */
async function lostOrDoubled(ownerUrl: string, history: readonly HistoryEntry[]): Promise<string[]> {
  const { rows } = await queryOnce(ownerUrl, `SELECT id FROM wallet.ledger_transaction WHERE kind = 'TRANSFER'`);
  const there = new Set(rows.map(({ id }) => String(id)));
  const transfers = history.filter(({ name }) => name === 'transfer');
  const done = transfers.filter(({ outcome }) => outcome === 'done');
  const lost = done.filter(({ id }) => id === null || !there.has(id));
  const acknowledged = new Set(done.map(({ id }) => id));
  const extra = [...there].filter((id) => !acknowledged.has(id)).length;
  const unknown = transfers.filter(({ outcome }) => outcome === 'unknown').length;
  return [
    ...(lost.length === 0 ? [] : [`${lost.length} transfers were acknowledged and are lost`]),
    ...(acknowledged.size === done.length ? [] : ['two keys have one transfer']),
    ...(extra <= unknown ? [] : [`${extra} transfers happened, and only ${unknown} were left open`]),
  ];
}
