import type { Mutation } from './mutation.ts';

const ORDERS = 'subgraphs/commerce/operations/orders';
const RESERVATIONS = 'subgraphs/commerce/repository/orders/stock-reservations.ts';
const PROCESSES = 'subgraphs/commerce/two-processes.test.ts';

/** Lines on which the stock and the money of orders depend. */
export const COMMERCE_MUTATIONS: readonly Mutation[] = [
  {
    file: RESERVATIONS,
    find: "AND (v.stock_policy <> 'DENY' OR v.on_hand - v.reserved >= w.quantity)",
    replace: "AND (v.stock_policy <> 'DENY' OR v.on_hand >= w.quantity)",
    testFile: PROCESSES,
    test: 'of 100 buyers of 10 units over two processes, exactly 10 have an order, and pay for it',
    why: 'what others have reserved is not sold again',
  },
  {
    file: RESERVATIONS,
    find: `SELECT "variantId" AS id, sum(quantity)::bigint AS quantity
        FROM jsonb_to_recordset(\${json(units)}::jsonb) AS u ("variantId" text, quantity int) GROUP BY 1
      ), locked`,
    replace: `SELECT "variantId" AS id, quantity
        FROM jsonb_to_recordset(\${json(units)}::jsonb) AS u ("variantId" text, quantity int)
      ), locked`,
    testFile: PROCESSES,
    test: 'units of one variant that are reserved in two lines count together',
    why: 'a variant in two lines is reserved for both',
  },
  {
    file: `${ORDERS}/begin-order.ts`,
    find: 'if (short !== undefined) {\n    await giveBack();',
    replace: 'if (short !== undefined) {',
    testFile: `${ORDERS}/place-order.test.ts`,
    test: 'who comes too late for one of two things gives back the other',
    why: 'an order that is refused reserves nothing',
  },
  {
    file: `${ORDERS}/place-order.ts`,
    find: 'await announceStock(context.signals, variantIds);',
    replace: '',
    testFile: `${ORDERS}/place-order.test.ts`,
    test: 'whoever follows the stock of what is ordered is signalled',
    why: 'who follows the stock learns of orders',
  },
  {
    file: `${ORDERS}/note-payment.ts`,
    find: "order.state === 'CANCELLED' || order.state === 'EXPIRED'",
    replace: "order.state === 'CANCELLED'",
    testFile: `${ORDERS}/note-payment.test.ts`,
    test: 'a payment that comes after the end goes back: EXPIRED',
    why: 'a payment that is late goes back',
  },
  {
    file: `${ORDERS}/run-late-payment-saga.ts`,
    find: "refundToCard(needs.ask, order, order.total, 'LATE')",
    replace: 'refundToCard(needs.ask, order, order.total, String(performance.now()))',
    testFile: `${ORDERS}/run-late-payment-saga.test.ts`,
    test: 'RETURNING gives all of a late payment back, under the key of its order',
    why: 'a late payment goes back once',
  },
  {
    file: `${ORDERS}/run-order-saga.ts`,
    find: "if (order.cancelledAt !== null) return { next: 'RELEASING' };",
    replace: '',
    testFile: `${ORDERS}/run-order-saga.test.ts`,
    test: 'the buyer cancels, paid or not',
    why: 'nobody pays for an order that they have cancelled',
  },
  {
    file: `${ORDERS}/plan-refund.ts`,
    find: ' || (amount ?? 0n) > rest.amount',
    replace: '',
    testFile: `${ORDERS}/refund-order.test.ts`,
    test: 'a line gives back no more than it cost, though the part has more left',
    why: 'of a line no more goes back than it cost',
  },
  {
    file: `${ORDERS}/plan-refund.ts`,
    find: 'quantity > rest.quantity || ',
    replace: '',
    testFile: `${ORDERS}/refund-order.test.ts`,
    test: 'more units than there are is not refunded',
    why: 'units go back once',
  },
  {
    file: `${ORDERS}/refund-shares.ts`,
    find: 'units < rest ? units : rest',
    replace: 'rest',
    testFile: `${ORDERS}/refund-shares.test.ts`,
    test: 'units that do not divide evenly cost one more for the first ones',
    why: 'refunds of all units add up to the total',
  },
  {
    file: `${ORDERS}/run-payout-saga.ts`,
    find: "if (part.payout === 'NONE') return { next: 'ENDED' };",
    replace: '',
    testFile: `${ORDERS}/run-payout-saga.test.ts`,
    test: 'nobody is paid when all has gone back',
    why: 'a seller is not paid for what was given back',
  },
  {
    file: `${ORDERS}/run-payout-saga.ts`,
    find: '{ from: ESCROW, to, amount, step }',
    replace: '{ from: ESCROW, to, amount, step: step + performance.now() }',
    testFile: `${ORDERS}/run-payout-saga.test.ts`,
    test: 'PAYOUT moves its share out of escrow, under the key of the part',
    why: 'a seller is paid once',
  },
];
