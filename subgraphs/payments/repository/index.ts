import type { Logger } from 'pino';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import type { Sql } from '../../../runtime/database/database.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createCommandStore } from './commands.ts';
import { createCustomerStore } from './customers.ts';
import { createDisputeStore } from './disputes.ts';
import { createErasureStore } from './erasure.ts';
import { createMethodStore } from './methods.ts';
import { createObstacleStore } from './obstacles.ts';
import { createOwnerStore } from './owners.ts';
import { createPaymentChangeStore } from './payment-changes.ts';
import { createPaymentLogs } from './payment-logs.ts';
import { createPaymentStore } from './payments.ts';
import { createPayoutStore } from './payouts.ts';
import { createRefundStore } from './refunds.ts';
import { createSandboxStore } from './sandbox.ts';
import { createSandboxMethodStore } from './sandbox-methods.ts';
import { createSavedMethodStore } from './saved-methods.ts';

const createStore = (db: Sql) => ({
  ...createPaymentStore(db),
  ...createPaymentChangeStore(db),
  ...createCommandStore(db),
  ...createRefundStore(db),
  ...createDisputeStore(db),
  ...createMethodStore(db),
  ...createCustomerStore(db),
  ...createSavedMethodStore(db),
  ...createPayoutStore(db),
  ...createOwnerStore(db),
  ...createErasureStore(db),
  ...createObstacleStore(db),
  ...createPaymentLogs(db),
  ...createSandboxStore(db),
  ...createSandboxMethodStore(db),
  ...createAuditLog(db),
  ...createLogStore(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
});

export type { PaymentCommand } from './commands.ts';
export type { PaymentDispute } from './disputes.ts';
export type { PaymentDraft } from './payment-changes.ts';
export type { Payment, PaymentState } from './payment-columns.ts';
export type { DomainReference } from './payments.ts';
export type { PayoutTransfer } from './payouts.ts';
export type { Refund } from './refunds.ts';
export type { SandboxDispute, SandboxPayment, SandboxRefund } from './sandbox.ts';
export type { SandboxMethod, SandboxPayout } from './sandbox-methods.ts';
export type { MethodDraft, MethodUse, SavedMethod } from './saved-method.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type PaymentsStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type PaymentsRepository = ReturnType<typeof openPaymentsRepository>;

/** Opens the domain's tables; connects when first used. */
export const openPaymentsRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({ schema: 'payments', databaseUrl, log, createStore });
