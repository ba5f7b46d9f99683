import { on, onAll, type Reaction } from '../../../runtime/events/reaction.ts';
import {
  disputeClosed,
  disputeOpened,
  paymentCancelled,
  paymentFailed,
  paymentSucceeded,
  payoutFailed,
  payoutPaid,
  refundFailed,
  refundSucceeded,
} from '../../payments/events.ts';
import type { WalletContext } from '../context.ts';
import { DEPOSIT_REFERENCE } from '../operations/deposits/create-deposit-payment.ts';
import { endDeposit } from '../operations/deposits/settle-deposit.ts';
import { announceBalances } from '../operations/ledger/announce-balances.ts';
import type { ChangedAccounts } from '../operations/payments/booking.ts';
import { receivePayment } from '../operations/payments/receive-payment.ts';
import { closeDispute, openDispute } from '../operations/payments/settle-dispute.ts';
import { bookRefund, dropRefund } from '../operations/payments/settle-refund.ts';
import { noteFailed, notePaid, WITHDRAWAL_REFERENCE } from '../operations/withdrawals/settle-withdrawal.ts';
import type { WalletStore } from '../repository/index.ts';

type Needs = Pick<WalletContext, 'now' | 'streams'>;

const announcing = (needs: Needs, changed: ChangedAccounts) => () => announceBalances(needs, changed);

/** Books what payments says of deposits, payments, refunds and disputes, each once. */
export const whenPaymentsSettle = (needs: Needs): readonly Reaction<WalletStore>[] => [
  onAll(
    paymentSucceeded,
    async (store: WalletStore, events) => {
      // Together: their statements are sent without waiting for each other, on the one connection of the transaction.
      const changed = await Promise.all(events.map(({ payload }) => receivePayment(store, payload, needs.now())));
      return announcing(needs, [...new Set(changed.flat())]);
    },
    { wantsDeleted: true },
  ),
  on(
    paymentFailed,
    async (store: WalletStore, { paymentId, reference, failureCode }) => {
      if (reference?.type !== DEPOSIT_REFERENCE) return;
      await endDeposit(store, reference.id, { state: 'FAILED', paymentId, failureCode }, needs.now());
    },
    { wantsDeleted: true },
  ),
  on(
    paymentCancelled,
    async (store: WalletStore, { paymentId, reference }) => {
      if (reference?.type !== DEPOSIT_REFERENCE) return;
      await endDeposit(store, reference.id, { state: 'CANCELLED', paymentId, failureCode: null }, needs.now());
    },
    { wantsDeleted: true },
  ),
  on(
    refundSucceeded,
    async (store: WalletStore, fact) => announcing(needs, await bookRefund(store, fact, needs.now())),
    { wantsDeleted: true },
  ),
  on(refundFailed, async (store: WalletStore, fact) => announcing(needs, await dropRefund(store, fact, needs.now())), {
    wantsDeleted: true,
  }),
  on(
    disputeOpened,
    async (store: WalletStore, fact) => announcing(needs, await openDispute(store, fact, needs.now())),
    { wantsDeleted: true },
  ),
  on(
    disputeClosed,
    async (store: WalletStore, fact) => announcing(needs, await closeDispute(store, fact, needs.now())),
    { wantsDeleted: true },
  ),
];

/** Books what payments says of the payouts of withdrawals, each once. */
export const whenPayoutsSettle = (needs: Needs): readonly Reaction<WalletStore>[] => [
  on(
    payoutPaid,
    async (store: WalletStore, { reference, ...fact }) => {
      if (reference?.type !== WITHDRAWAL_REFERENCE) return;
      return announcing(needs, await notePaid(store, reference.id, fact, needs.now()));
    },
    { wantsDeleted: true },
  ),
  on(
    payoutFailed,
    async (store: WalletStore, { reference, ...fact }) => {
      if (reference?.type !== WITHDRAWAL_REFERENCE) return;
      return announcing(needs, await noteFailed(store, reference.id, fact, needs.now()));
    },
    { wantsDeleted: true },
  ),
];
