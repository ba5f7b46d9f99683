import { readIntegrity } from '../../subgraphs/wallet/operations/finance/check-ledger.ts';
import { openWalletRepository } from '../../subgraphs/wallet/repository/index.ts';
import { queryOnce } from '../engines.ts';
import type { CommerceEntry } from './commerce-load.ts';

const DOMAINS = ['commerce', 'wallet', 'payments'] as const;

/** A payout that waits for its time, which comes once everything is sent. */
const IS_RESTING = `kind = 'order-payout' AND state = 'WAITING'
  AND EXISTS (SELECT FROM commerce.order_part AS p WHERE p.id = subject AND p.payout IN ('HELD', 'NONE') AND
    (p.release_at IS NULL OR p.release_at > now() OR p.payout = 'NONE'))`;

const count = async (ownerUrl: string, query: string): Promise<number> =>
  Number((await queryOnce(ownerUrl, query)).rows[0]?.['count'] ?? 0);

/** Whether nothing is on its way any more: no saga of an order, refund or due payout, no event that was not handled. */
export async function isSettled(ownerUrl: string): Promise<boolean> {
  const pending = [
    `SELECT count(*) FROM commerce.saga WHERE ended_at IS NULL AND NOT (${IS_RESTING})`,
    `SELECT count(*) FROM commerce.order_refund WHERE state = 'PENDING'`,
    ...DOMAINS.map((domain) => `SELECT count(*) FROM ${domain}.outbox_event WHERE number IS NULL`),
    ...['commerce', 'wallet'].map(
      (domain) => `SELECT count(*) FROM ${domain}.inbox_position AS p, payments.outbox_head AS h
        WHERE p.producer = 'payments' AND p.number < h.number`,
    ),
  ];
  const counts = await Promise.all(pending.map((query) => count(ownerUrl, query).catch(() => 1)));
  return counts.every((each) => each === 0);
}

/** What must not be there, as the owner of all domains sees it. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'orders are neither ended nor going on': `
    SELECT count(*) FROM commerce.shop_order AS o WHERE o.paid_at IS NULL AND o.state NOT IN ('CANCELLED', 'EXPIRED')
      AND NOT EXISTS (SELECT FROM commerce.saga AS s WHERE s.kind = 'order' AND s.subject = o.id AND s.ended_at IS NULL)`,
  'parts are paid for, kept, and in no saga that pays them out': `
    SELECT count(*) FROM commerce.order_part AS p JOIN commerce.shop_order AS o ON o.id = p.order_id
    WHERE o.paid_at IS NOT NULL AND p.payout IN ('HELD', 'RELEASING')
      AND NOT EXISTS (SELECT FROM commerce.saga AS s WHERE s.kind = 'order-payout' AND s.subject = p.id AND s.ended_at IS NULL)`,
  'steps of sagas were given up': `SELECT count(*) FROM commerce.work_item WHERE failed_at IS NOT NULL`,
  'orders from the wallet were not charged once when paid, and not at all otherwise': `
    SELECT count(*) FROM (
      SELECT o.total, o.paid_at, count(h.id) AS charges, coalesce(sum(h.captured), 0) AS charged
      FROM commerce.shop_order AS o
        LEFT JOIN wallet.hold AS h ON h.reference_type = 'order' AND h.reference_id = o.id AND h.state = 'CAPTURED'
      WHERE o.pay_with = 'WALLET' GROUP BY o.id) AS found
    WHERE (paid_at IS NULL AND charges > 0) OR (paid_at IS NOT NULL AND (charges <> 1 OR charged <> total))`,
  'holds of orders that have ended reserve money': `
    SELECT count(*) FROM wallet.hold AS h JOIN commerce.shop_order AS o ON o.id = h.reference_id
    WHERE h.reference_type = 'order' AND h.state = 'LIVE' AND (o.paid_at IS NOT NULL OR o.state IN ('CANCELLED', 'EXPIRED'))`,
  'orders by card were not charged once when paid': `
    SELECT count(*) FROM (
      SELECT o.total, count(p.id) AS charges, sum(p.captured) AS charged
      FROM commerce.shop_order AS o LEFT JOIN payments.payment AS p ON p.reference_type = 'order' AND p.reference_id = o.id
        AND p.state IN ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED')
      WHERE o.pay_with = 'PAYMENT' AND o.paid_at IS NOT NULL GROUP BY o.id) AS found
    WHERE charges <> 1 OR charged <> total`,
  'cards were charged for orders that are not paid, and not given it back': `
    SELECT count(*) FROM payments.payment AS p JOIN commerce.shop_order AS o ON o.id = p.reference_id
    WHERE p.reference_type = 'order' AND o.paid_at IS NULL AND p.captured > p.refunded AND NOT EXISTS (
      SELECT FROM wallet.ledger_transaction AS t WHERE t.kind = 'PAYMENT' AND t.reference_id = o.id)`,
  'orders have a transaction that is not theirs': `
    SELECT count(*) FROM commerce.shop_order AS o LEFT JOIN wallet.ledger_transaction AS t ON t.id = o.transaction_id
    WHERE o.paid_at IS NOT NULL AND t.amount IS DISTINCT FROM o.total`,
  'variants have another stock than their movements': `
    SELECT count(*) FROM commerce.product_variant AS v CROSS JOIN LATERAL (
      SELECT coalesce(sum(m.delta), 0) AS moved,
        coalesce(sum(-m.delta) FILTER (WHERE m.kind IN ('SALE', 'CANCELLATION')), 0) AS sold
      FROM commerce.stock_movement AS m WHERE m.variant_id = v.id) AS found
    WHERE v.on_hand <> found.moved OR v.sold <> found.sold OR v.on_hand < 0`,
  'variants reserve something else than their orders': `
    SELECT count(*) FROM commerce.product_variant AS v WHERE v.reserved <> (
      SELECT coalesce(sum(l.stock_quantity), 0) FROM commerce.order_line AS l JOIN commerce.shop_order AS o ON o.id = l.order_id
      WHERE l.variant_id = v.id AND o.stock = 'RESERVED')`,
  'parts were refunded more than they cost, or than their refunds say': `
    SELECT count(*) FROM commerce.order_part AS p WHERE p.refunded > p.total OR p.refunded <> (
      SELECT coalesce(sum(r.amount), 0) FROM commerce.order_refund AS r WHERE r.part_id = p.id AND r.state = 'SUCCEEDED')`,
  'invoices are missing, or their numbers have gaps': `
    SELECT count(*) FROM (
      SELECT p.seller_id, count(i.id) AS invoices, count(*) AS parts, max(i.number) AS newest
      FROM commerce.order_part AS p JOIN commerce.shop_order AS o ON o.id = p.order_id
        LEFT JOIN commerce.invoice AS i ON i.part_id = p.id
      WHERE o.paid_at IS NOT NULL GROUP BY p.seller_id) AS found
    WHERE invoices <> parts OR newest <> parts`,
  'events are dead letters of commerce': 'SELECT count(*) FROM commerce.dead_letter',
  'events are dead letters of wallet': 'SELECT count(*) FROM wallet.dead_letter',
};

/** What contradicts the invariants of orders, or the responses that clients got; empty when nothing does. */
export async function violations(
  ownerUrl: string,
  walletUrl: string,
  history: readonly CommerceEntry[],
): Promise<string[]> {
  const repository = openWalletRepository(walletUrl);
  const { worst } = await repository.transaction((store) => readIntegrity(store, new Date()), 'RepeatableRead');
  await repository.close();
  const found: string[] = worst === null ? [] : [worst];
  for (const [violation, query] of Object.entries(FORBIDDEN)) {
    const times = await count(ownerUrl, query);
    if (times > 0) found.push(`${times} ${violation}`);
  }
  return [...found, ...(await wrongEscrow(ownerUrl)), ...(await lostOrDoubled(ownerUrl, history))];
}

/** The escrow holds what was paid for parts and neither paid out nor given back. */
async function wrongEscrow(ownerUrl: string): Promise<string[]> {
  const { rows } = await queryOnce(
    ownerUrl,
    `SELECT (SELECT coalesce(sum(p.amount), 0) FROM wallet.posting AS p JOIN wallet.account AS a ON a.id = p.account_id
        WHERE a.kind = 'ESCROW' AND a.name = 'orders')::text AS posted,
      ((SELECT coalesce(sum(p.total), 0) FROM commerce.order_part AS p JOIN commerce.shop_order AS o ON o.id = p.order_id
          WHERE o.paid_at IS NOT NULL)
        - (SELECT coalesce(sum(payout_amount + payout_fee), 0) FROM commerce.order_part WHERE payout = 'RELEASED')
        - (SELECT coalesce(sum(amount - from_seller - from_fees), 0) FROM commerce.order_refund WHERE state = 'SUCCEEDED')
      )::text AS expected`,
  );
  const { posted, expected } = Object(rows[0]);
  console.log(`faults: ${posted} in escrow`);
  return posted === expected ? [] : [`${posted} is in escrow, and ${expected} should be`];
}

/** Orders that a client got a response for and that are not there, and keys with more than one effect. */
async function lostOrDoubled(ownerUrl: string, history: readonly CommerceEntry[]): Promise<string[]> {
  const { rows } = await queryOnce(
    ownerUrl,
    'SELECT id, state, paid_at IS NOT NULL AS is_paid FROM commerce.shop_order',
  );
  const states = Object.groupBy(rows, (row) => String(row['state']));
  console.log(
    `faults: ${rows.length} orders: ${Object.entries(states)
      .map(([state, all]) => `${all?.length} ${state}`)
      .join(', ')}`,
  );
  const there = new Set(rows.map(({ id }) => String(id)));
  const placed = history.filter(({ name, outcome }) => name === 'order' && outcome === 'done');
  const acknowledged = new Set(placed.map(({ orderId }) => orderId));
  const lost = placed.filter(({ orderId }) => orderId === null || !there.has(orderId));
  const unpaid = new Set(rows.filter((row) => row['is_paid'] === false).map(({ id }) => String(id)));
  const extra = [...there].filter((id) => !acknowledged.has(id) && !unpaid.has(id)).length;
  const unknown = history.filter(({ name, outcome }) => name === 'order' && outcome === 'unknown').length;
  return [
    ...(lost.length === 0 ? [] : [`${lost.length} orders were acknowledged and are lost`]),
    ...(acknowledged.size === placed.length ? [] : ['two keys have one order']),
    ...(extra <= unknown
      ? []
      : [`${extra} orders are paid that no client knows of, and only ${unknown} were left open`]),
  ];
}
