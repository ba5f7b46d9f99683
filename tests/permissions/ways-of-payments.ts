import type { DomainWays } from './way-in.ts';

/** Ways in of the payments domain: none but for people about themselves, and for finance. */
export const waysOfPayments: DomainWays = {
  ways: [],
  harmless: {
    'Query.payment': 'only of the viewer, or for finance',
    'Query.payments': 'only of the viewer',
    'Query.paymentsCursor': 'a position of the viewer',
    'Query.paymentOptions': 'the same for everybody',
    'Query.refund': 'only of the viewer, or for finance',
    'Query.disputes': 'for finance',
    'Query.paymentMethods': 'only of the viewer',
    'Query.payoutMethods': 'only of the viewer',
    'Query.retainedPaymentRecords': 'for finance',
    'Query.payouts': 'only of the viewer',
    'Query.webhookEndpoints': 'only of the viewer',
    'Query.webhookDeliveries': 'only of the viewer',
    'Payment.payer': 'the viewer themselves, or for finance',
    '@Payment': 'one of Query.payment, by the same loader',
    '@Refund': 'one of Query.refund, by the same loader',
    '@PaymentDispute': 'for finance',
    '@PaymentMethod': 'only of the viewer',
    '@PayoutMethod': 'only of the viewer',
    '@PayoutTransfer': 'only of the viewer, or for finance',
    'Subscription.paymentStatusChanged': 'only of the viewer',
    'Subscription.paymentsChanged': 'only of the viewer',
    'POST /webhooks/payments/:provider': 'shows nothing',
    'GET /payments/sandbox/:challengeId': 'an amount, for who has the secret part of the address',
    'POST /payments/sandbox/:challengeId': 'an amount, for who has the secret part of the address',
  },
};
