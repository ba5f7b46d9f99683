import type { Mutation } from './mutation.ts';

/** Delicate lines of payments. */
export const PAYMENTS_MUTATIONS: readonly Mutation[] = [
  {
    file: 'subgraphs/payments/operations/payments/apply-payment.ts',
    find: "if (isOld) return isAnswer ? 'unchanged' : 'contradiction';",
    replace: '',
    testFile: 'subgraphs/payments/operations/webhooks/apply-event.test.ts',
    test: 'an older event changes nothing',
    why: 'a webhook that is late does not undo a newer one',
  },
  {
    file: 'subgraphs/payments/operations/payments/apply-payment.ts',
    find: "if (!UNPAID.includes(state)) return 'unchanged';",
    replace: '',
    testFile: 'subgraphs/payments/operations/payments/reconcile.test.ts',
    test: 'nothing takes back that a payment is REFUNDED',
    why: 'what was captured is not cancelled',
  },
  {
    file: 'subgraphs/payments/operations/payments/run-command.ts',
    find: "(command.kind === 'CREATE' && providerRef !== null) ||",
    replace: '',
    testFile: 'subgraphs/payments/operations/payments/run-command.test.ts',
    test: 'a command of which a webhook has brought the outcome is not repeated',
    why: 'a key of the provider belongs to one request',
  },
  {
    file: 'subgraphs/payments/operations/refunds/hold-refund.ts',
    find: "domain === 'wallet' && referenceType === 'deposit'",
    replace: "domain === 'deposit' && referenceType === 'wallet'",
    testFile: 'subgraphs/payments/operations/refunds/advance-refund.test.ts',
    test: 'the provider is not asked before the wallet holds a deposit',
    why: 'a deposit that was spent is not returned',
  },
  {
    file: 'subgraphs/payments/operations/refunds/end-refund.ts',
    find: 'await store.releaseRefund(payment.id, amount);',
    replace: '',
    testFile: 'subgraphs/payments/operations/refunds/advance-refund.test.ts',
    test: 'what the provider refuses has failed',
    why: 'what was not refunded can be refunded again',
  },
];
