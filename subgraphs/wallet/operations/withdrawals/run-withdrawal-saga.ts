import { handleSaga, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletStore, Withdrawal } from '../../repository/index.ts';
import { announceBalances } from '../ledger/announce-balances.ts';
import { failureCodeOf } from '../payments/failure-code.ts';
import { type CreatedPayout, createPayout } from './create-payout.ts';
import { noteFailed } from './settle-withdrawal.ts';
import { submitWithdrawal } from './submit-withdrawal.ts';
import { type WithdrawalSagaState, withdrawalSaga } from './withdrawal-saga.ts';

interface Needs extends Pick<WalletContext, 'ask' | 'now' | 'streams'> {
  readonly repository: { findWithdrawal(id: string): PromiseLike<Withdrawal | null> };
}

/**
 * The steps of the saga of a withdrawal. Its money leaves the account before payments is asked for a payout, so that there is never a
 * payout without it; where payments refuses, the money comes back.
 */
export const runWithdrawalSaga = (needs: Needs): WorkHandler<WalletStore> =>
  handleSaga(withdrawalSaga, {
    now: needs.now,
    states: {
      REQUESTED: step<WalletStore, WithdrawalSagaState, object>({
        async run(store, { subject }) {
          const changed = await submitWithdrawal(store, subject, needs.now());
          if (changed === null) return { next: 'ENDED' };
          return { next: 'SENDING', afterCommit: () => announceBalances(needs, changed) };
        },
      }),
      SENDING: step<WalletStore, WithdrawalSagaState, object, CreatedPayout>({
        async call({ subject }, key) {
          const withdrawal = await needs.repository.findWithdrawal(subject);
          if (withdrawal === null) throw new Error(`There is no withdrawal ${subject}.`);
          return createPayout(needs.ask, withdrawal, key);
        },
        async run(store, { subject }, _sql, created) {
          const at = needs.now();
          if ('refusal' in created) {
            const failure = { payoutId: null, provider: '', failureCode: failureCodeOf(created.refusal) };
            const changed = await noteFailed(store, subject, failure, at);
            return { next: 'ENDED', afterCommit: () => announceBalances(needs, changed) };
          }
          await store.updateWithdrawal(subject, { payoutId: created.id, arrivalDate: created.arrivalDate }, at);
          return { next: 'ENDED' };
        },
      }),
      ENDED: null,
    },
  });
