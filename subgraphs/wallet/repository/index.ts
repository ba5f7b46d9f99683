import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/wallet/client.ts';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createSagaStore } from '../../../runtime/sagas/begin-saga.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createAccountChangeStore } from './accounts/account-changes.ts';
import { createAccountStore } from './accounts/accounts.ts';
import { createDepositStore } from './deposits/deposits.ts';
import { createErasureStore } from './erasure.ts';
import { createAdjustmentStore } from './finance/adjustments.ts';
import { createReversalStore } from './finance/reversals.ts';
import { createHoldStore } from './holds/holds.ts';
import { createHoldChangeStore } from './holds/settle-holds.ts';
import { createOpeningStore } from './imported-balances.ts';
import { createBalanceLog } from './ledger/balance-log.ts';
import { createIntegrityStore } from './ledger/integrity.ts';
import { createPostingStore } from './ledger/post-transaction.ts';
import { createPruneStore } from './ledger/prune-balance-changes.ts';
import { createTransactionListStore } from './ledger/transaction-lists.ts';
import { createTransactionStore } from './ledger/transactions.ts';
import { createBookingStore } from './payments/bookings.ts';
import { createReceivedPaymentStore } from './payments/received-payments.ts';
import { createObstacleStore } from './people/obstacles.ts';
import { walletData } from './personal-data.ts';
import { createMoneyRequestStore } from './requests/money-requests.ts';
import { createPayeeStore } from './requests/payees.ts';
import { createStatementStore } from './statements/statements.ts';
import { createWithdrawalStore } from './withdrawals/withdrawals.ts';

const createStore = (db: Prisma.TransactionClient, notifiedAmount: bigint | null) => ({
  ...createAccountStore(db),
  ...createAccountChangeStore(db),
  ...createTransactionStore(db),
  ...createTransactionListStore(db),
  ...createHoldStore(db),
  ...createHoldChangeStore(db),
  ...createPostingStore(db, notifiedAmount),
  ...createDepositStore(db),
  ...createWithdrawalStore(db),
  ...createBookingStore(db),
  ...createMoneyRequestStore(db),
  ...createPayeeStore(db),
  ...createStatementStore(db),
  ...createErasureStore(db),
  ...createObstacleStore(db),
  ...createIntegrityStore(db),
  ...createOpeningStore(db),
  ...createPruneStore(db),
  ...createReceivedPaymentStore(db),
  ...createReversalStore(db),
  ...createAdjustmentStore(db),
  ...createAuditLog(db),
  ...createOutbox(db),
  ...createSagaStore(db),
  ...createWorkQueue(db),
  balanceLog: createBalanceLog(db),
  personalData: walletData(db),
});

export type { LedgerViewer } from './accounts/accounts.ts';
export type { WalletAccount } from './accounts/wallet-account.ts';
export type { Deposit } from './deposits/deposit.ts';
export type { LedgerAdjustment } from './finance/ledger-adjustment.ts';
export type { NamedPosting } from './finance/reversals.ts';
export type { Hold } from './holds/hold.ts';
export type { HoldDraft, LockedHold, Placing } from './holds/settle-holds.ts';
export type { OpeningBalance } from './imported-balances.ts';
export type { BalanceEntry } from './ledger/balance-log.ts';
export type { LedgerSum } from './ledger/integrity.ts';
export type { Party, SystemParty } from './ledger/party.ts';
export type { PostingOutcome, PostingRefusal, RefusedPosting } from './ledger/posting-outcome.ts';
export type { TransactionFilter } from './ledger/transaction-lists.ts';
export type { OrderedPosting, Reference, TransactionOrder } from './ledger/transaction-order.ts';
export type { WalletPosting, WalletTransaction } from './ledger/wallet-transaction.ts';
export type { BookedPayment, ReceivedPayment } from './payments/received-payments.ts';
export type { MoneyRequest } from './requests/money-request.ts';
export type { StatementLine, StatementRange } from './statements/statements.ts';
export type { Withdrawal } from './withdrawals/withdrawal.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type WalletStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type WalletRepository = ReturnType<typeof openWalletRepository>;

/**
 * Opens the domain's tables; connects when first used. People are notified of what they receive from `notifiedAmount` on, in
 * minor units; of nothing where it is null.
 */
export const openWalletRepository = (
  databaseUrl: string,
  log?: Pick<Logger, 'warn'>,
  notifiedAmount: bigint | null = null,
) =>
  openRepository({
    schema: 'wallet',
    databaseUrl,
    log,
    poolSize: 5,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/wallet/client.ts')).PrismaClient(options),
    createStore: (db: Prisma.TransactionClient) => createStore(db, notifiedAmount),
  });
