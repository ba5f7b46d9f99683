import { defineEvent } from '../../runtime/events/event-type.ts';
import type { Audience, NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { formatDecimal } from '../../runtime/money/decimal.ts';
import { defineWork } from '../../runtime/work/work-type.ts';

/** What a payment is for, in the domain that asked for it. */
export interface PaymentReference {
  /** A kind of thing of that domain, such as `deposit` or `order`. */
  readonly type: string;
  readonly id: string;
  /** That domain; absent in events of before it was named. */
  readonly domain?: string;
}

/** Type of the notifications of payments. */
export const paymentType = {
  name: 'PAYMENT',
  description: 'Payments, refunds and payouts of the viewer.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'payments', de: 'Zahlungen', ru: 'платежи' },
} as const satisfies NotificationTypeDefinition;

/** Nobody is notified who has deleted their account. */
const audienceOf = ({ userId }: { readonly userId: string | null }): readonly Audience[] =>
  userId === null ? [] : [{ kind: 'USERS', userIds: [userId] }];

/** An amount as templates show it: `12.50 EUR`. */
const valuesOf = ({ amount, currency }: { readonly amount: string; readonly currency: string }) => ({
  amount: `${formatDecimal({ amount: BigInt(amount), currency })} ${currency}`,
});

const ofPayment = [{ type: 'Payment', id: ({ paymentId }: { readonly paymentId: string }) => paymentId }];
const ofRefund = [{ type: 'Refund', id: ({ refundId }: { readonly refundId: string }) => refundId }];
const ofPayout = [{ type: 'PayoutTransfer', id: ({ payoutId }: { readonly payoutId: string }) => payoutId }];

/** A payment, and when something happened to it. */
interface PaymentFact {
  readonly paymentId: string;
  /** Who pays; null for who has deleted their account. */
  readonly userId: string | null;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** What the payment is for; null: no domain asked for it, and the platform earns it. */
  readonly reference: PaymentReference | null;
  /** Name of the provider that holds the money. */
  readonly provider: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A payment of which everything is captured that ever will be. */
export interface PaymentSucceeded extends PaymentFact {
  /** What was captured, in minor units. */
  readonly amount: string;
}

/** Published once for a payment that was captured. The domain that asked for it says what became of it; otherwise the payer is notified. */
export const paymentSucceeded = defineEvent<PaymentSucceeded>('payments.payment-succeeded', {
  isAboutMoney: true,
  notifies: {
    type: paymentType,
    audience: (fact) => (fact.reference === null ? audienceOf(fact) : []),
    subjects: ofPayment,
    values: valuesOf,
  },
});

/** A payment that is not captured, or not yet. */
export interface PaymentUncaptured extends PaymentFact {
  /** What was asked for, in minor units. */
  readonly amount: string;
}

/** Published when an amount is reserved for a later capture. */
export const paymentAuthorized = defineEvent<PaymentUncaptured>('payments.payment-authorized', {
  isAboutMoney: true,
  notifies: false,
  reason: 'The domain that asked for the payment says what became of it.',
});

/** A payment that was declined or has expired. */
export interface PaymentFailed extends PaymentUncaptured {
  /** A code of our own, such as `CARD_DECLINED`. */
  readonly failureCode: string;
}

/** Published once for a payment that was declined or has expired. */
export const paymentFailed = defineEvent<PaymentFailed>('payments.payment-failed', {
  isAboutMoney: true,
  notifies: { type: paymentType, audience: audienceOf, subjects: ofPayment, values: valuesOf },
});

/** Published once for a payment that was cancelled before a capture. */
export const paymentCancelled = defineEvent<PaymentUncaptured>('payments.payment-cancelled', {
  isAboutMoney: true,
  notifies: false,
  reason: 'Who pays has cancelled it.',
});

/** A part of a captured payment that goes back. */
export interface RefundSettled extends PaymentFact {
  readonly refundId: string;
  /** What goes back, in minor units. */
  readonly amount: string;
  /** The hold in the wallet that covers it; null: the money was never in a wallet of the person. */
  readonly holdId: string | null;
}

/** Published once for a refund that the provider has made. */
export const refundSucceeded = defineEvent<RefundSettled>('payments.refund-succeeded', {
  isAboutMoney: true,
  notifies: { type: paymentType, audience: audienceOf, subjects: ofRefund, values: valuesOf },
});

/** Published once for a refund that will not be made. */
export const refundFailed = defineEvent<RefundSettled>('payments.refund-failed', {
  isAboutMoney: true,
  notifies: { type: paymentType, audience: audienceOf, subjects: ofRefund, values: valuesOf },
});

/** A payer who has disputed a payment with their bank. */
export interface DisputeFact extends PaymentFact {
  readonly disputeId: string;
  /** What is disputed, in minor units. */
  readonly amount: string;
}

/** Published once when the provider has withdrawn a disputed amount. */
export const disputeOpened = defineEvent<DisputeFact>('payments.dispute-opened', {
  isAboutMoney: true,
  notifies: { type: paymentType, audience: audienceOf, subjects: ofPayment, values: valuesOf },
});

/** A dispute that is decided. */
export interface DisputeClosed extends DisputeFact {
  /** `WON`: the provider has paid the amount back. `LOST`: it stays with the payer. */
  readonly outcome: 'WON' | 'LOST';
}

/** Published once when a dispute is decided. */
export const disputeClosed = defineEvent<DisputeClosed>('payments.dispute-closed', {
  isAboutMoney: true,
  notifies: {
    type: paymentType,
    audience: audienceOf,
    subjects: ofPayment,
    template: ({ outcome }) => `payments.dispute-closed.${outcome.toLowerCase()}`,
    values: valuesOf,
  },
});

/** Money on its way to a person's bank account or card. */
export interface PayoutFact extends Omit<PaymentFact, 'paymentId'> {
  readonly payoutId: string;
  /** What is paid, in minor units. */
  readonly amount: string;
}

/** Published once when the provider has paid. */
export const payoutPaid = defineEvent<PayoutFact>('payments.payout-paid', {
  isAboutMoney: true,
  notifies: { type: paymentType, audience: audienceOf, subjects: ofPayout, values: valuesOf },
});

/** A payout that did not reach the person. */
export interface PayoutFailed extends PayoutFact {
  /** A code of our own, such as `ACCOUNT_CLOSED`. */
  readonly failureCode: string;
  /** Whether `payoutPaid` was published before: banks return money days later. */
  readonly wasPaid: boolean;
}

/** Published once for a payout that failed or came back. */
export const payoutFailed = defineEvent<PayoutFailed>('payments.payout-failed', {
  isAboutMoney: true,
  notifies: { type: paymentType, audience: audienceOf, subjects: ofPayout, values: valuesOf },
});

/** Durable log of each payment's states. The key is the payment's id. */
export const PAYMENT_LOG = { name: 'payments.payment-states' } as const;

/** Durable log of each person's payments. The key is the person's id. */
export const PAYMENTS_LOG = { name: 'payments.payments' } as const;

/** A command that the provider's response is missing of. Waits for some seconds, since who gave it asks the provider itself. */
export const runCommandWork = defineWork<{ readonly commandId: string }>('run-payment-command');

/** A refund to take a step further. */
export const advanceRefundWork = defineWork<{ readonly refundId: string }>('advance-refund');

/** Something about which the provider is asked how it is: its answer wins. */
export const reconcileWork = defineWork<{
  readonly kind: 'payment' | 'refund' | 'dispute' | 'payout';
  readonly id: string;
}>('reconcile');

/** A method that its owner has removed, for the provider to delete. */
export const deleteMethodWork = defineWork<{
  readonly use: 'payment' | 'payout';
  readonly provider: string;
  readonly customerRef: string;
  readonly providerRef: string;
}>('delete-method');

/** A person who has deleted their account, for the provider to delete with all their methods. */
export const deleteCustomerWork = defineWork<{ readonly provider: string; readonly customerRef: string }>(
  'delete-customer',
);

/** A payout to submit to the provider. */
export const submitPayoutWork = defineWork<{ readonly payoutId: string }>('submit-payout');

/** Topic of the signal that says that something waits for merchants' webhook endpoints. */
export const WEBHOOK_TOPIC = 'payments.webhooks';

/** A change that the sandbox makes by itself, at its time. */
export const sandboxStepWork = defineWork<{
  readonly step: 'settle' | 'dispute' | 'decide' | 'win' | 'refund' | 'pay' | 'return';
  readonly id: string;
}>('sandbox-step');

/** A webhook of the sandbox to post: its id, and its body as it is signed. */
export const sandboxWebhookWork = defineWork<{ readonly eventId: string; readonly body: string }>('sandbox-webhook');
