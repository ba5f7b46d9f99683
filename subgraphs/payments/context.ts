import type DataLoader from 'dataloader';
import type { Sql } from '../../runtime/database/database.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SealedBox } from '../../runtime/sealed-box.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { createWebhookEndpoints } from '../../runtime/webhooks/webhook-endpoints.ts';
import type { PaymentProvider } from './provider/provider.ts';
import type {
  Payment,
  PaymentDispute,
  PaymentsRepository,
  PayoutTransfer,
  Refund,
  SavedMethod,
} from './repository/index.ts';
import type { PaymentsSettings } from './settings.ts';

/** Limits how often a person gives a method to the provider. */
export interface MethodLimit {
  /** Counts one attempt. Null, or the seconds until another one is accepted. */
  count(ownerId: string): Promise<number | null>;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface PaymentsContext {
  readonly caller: Caller;
  /** Null where no request was sent. */
  readonly requestId: string | null;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly signals: Pick<Signals, 'notify'>;
  readonly ask: CallDomain;
  readonly repository: PaymentsRepository;
  /** Null: none is configured, and no payment can be made. */
  readonly provider: PaymentProvider | null;
  readonly settings: PaymentsSettings;
  /** Logs what went wrong and is tried again by itself. */
  readonly reportError: (error: unknown, message: string) => void;
  /** Runs steps that the work queue takes otherwise; what they read is not counted as repeated by the request. */
  readonly asWork: <Value>(steps: () => Promise<Value>) => Promise<Value>;
  readonly methodLimit: MethodLimit;
  /** Seals what the law requires to be kept of erased people. */
  readonly retentionBox: SealedBox;
  /** Webhook endpoints of people, over a transaction or outside one. */
  readonly endpointsOf: (sql: Sql) => ReturnType<typeof createWebhookEndpoints>;
  /** What is wrong with an address that requests are to be sent to; null when nothing is. */
  readonly objectionTo: (url: string) => Promise<string | null>;
  /** Payments as the caller may see them: their own, and every one with the scope `finance`. */
  readonly payments: DataLoader<string, Payment | null>;
  /** Refunds of payments that the caller may see. */
  readonly refunds: DataLoader<string, Refund | null>;
  /** Refunds of a payment that the caller may see, by the payment's id. */
  readonly refundsOf: DataLoader<string, readonly Refund[]>;
  /** Disputes, for who has the scope `finance`. */
  readonly disputes: DataLoader<string, PaymentDispute | null>;
  /** Disputes of a payment, by its id; none for who does not have the scope `finance`. */
  readonly disputesOf: DataLoader<string, readonly PaymentDispute[]>;
  /** Saved methods of the caller. */
  readonly paymentMethods: DataLoader<string, SavedMethod | null>;
  /** Payout methods of the caller. */
  readonly payoutMethods: DataLoader<string, SavedMethod | null>;
  /** Payouts as the caller may see them: their own, and every one with the scope `finance`. */
  readonly payouts: DataLoader<string, PayoutTransfer | null>;
}

/** What a payment log says: which payment changed. */
export interface PaymentChange {
  readonly paymentId: string;
}

/** One event of `paymentStatusChanged` or `paymentsChanged`. */
export type PaymentEvent = LogEvent<PaymentChange>;
