import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { MethodDetails, NextAction, PaymentFailure } from '../provider/provider-payment.ts';

/** Where a payment stands, as the contract describes it. */
export type PaymentState =
  | 'REQUIRES_METHOD'
  | 'REQUIRES_CONFIRMATION'
  | 'REQUIRES_ACTION'
  | 'PROCESSING'
  | 'AUTHORIZED'
  | 'SUCCEEDED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'FAILED'
  | 'CANCELLED'
  | 'EXPIRED';

/** A charge to a person. Amounts are in minor units of its currency. */
export interface Payment {
  readonly id: string;
  /** Null for who has deleted their account. */
  readonly payerId: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly captured: bigint;
  /** Sum of the refunds that have not failed. */
  readonly refundTotal: bigint;
  /** Sum of the refunds that the provider has made. */
  readonly refunded: bigint;
  readonly fee: bigint | null;
  readonly state: PaymentState;
  readonly capture: 'AUTOMATIC' | 'MANUAL';
  readonly isDisputed: boolean;
  readonly purpose: 'PURCHASE' | 'DONATION' | 'FEE' | 'OTHER' | null;
  readonly description: string | null;
  readonly statementDescriptor: string | null;
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
  /** The domain that asked for it; null where none did. */
  readonly domain: string | null;
  readonly referenceType: string | null;
  readonly referenceId: string | null;
  readonly provider: string;
  readonly providerRef: string | null;
  /** Token of the method to charge, with the provider's name of the person where it is saved. */
  readonly methodToken: string | null;
  readonly customerRef: string | null;
  readonly method: MethodDetails | null;
  readonly returnUrl: string | null;
  readonly nextAction: NextAction | null;
  readonly failure: PaymentFailure | null;
  readonly providerAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date | null;
  /** Whether a command waits for the provider's response. */
  readonly hasPendingCommand: boolean;
  /** The newest sequence of its log. */
  readonly logSequence: number;
}

/** A row as it is read: instants in JSON are text. */
export type PaymentRow = Omit<Payment, 'nextAction'> & {
  readonly nextAction: (Omit<NextAction, 'expiresAt'> & { readonly expiresAt: string | null }) | null;
};

/** The columns of a payment `p`. */
export const PAYMENT_COLUMNS: SqlFragment = sql`
  p.id, p.payer_id AS "payerId", p.amount, p.currency, p.captured, p.refund_total AS "refundTotal", p.refunded, p.fee,
  p.state, p.capture, p.is_disputed AS "isDisputed", p.purpose, p.description,
  p.statement_descriptor AS "statementDescriptor", p.metadata, p.domain, p.reference_type AS "referenceType",
  p.reference_id AS "referenceId", p.provider, p.provider_ref AS "providerRef", p.method_token AS "methodToken",
  p.customer_ref AS "customerRef", p.method, p.return_url AS "returnUrl", p.next_action AS "nextAction", p.failure,
  p.provider_at AS "providerAt", p.created_at AS "createdAt", p.updated_at AS "updatedAt", p.expires_at AS "expiresAt",
  EXISTS (SELECT FROM payment_command c WHERE c.payment_id = p.id AND c.dispute_id IS NULL AND c.state = 'PENDING')
    AS "hasPendingCommand",
  coalesce((SELECT h.sequence FROM log_head h WHERE h.log = 'payments.payment-states' AND h.key = p.id), 0)::int
    AS "logSequence"`;

/** The payment of a row. */
export const toPayment = ({ nextAction, ...row }: PaymentRow): Payment => ({
  ...row,
  nextAction:
    nextAction === null
      ? null
      : { ...nextAction, expiresAt: nextAction.expiresAt === null ? null : new Date(nextAction.expiresAt) },
});
