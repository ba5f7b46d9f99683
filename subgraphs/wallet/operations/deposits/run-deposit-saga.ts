import { handleSaga, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { WalletContext } from '../../context.ts';
import type { Deposit, WalletStore } from '../../repository/index.ts';
import { type CreatedPayment, createDepositPayment } from './create-deposit-payment.ts';
import { depositSaga } from './deposit-saga.ts';
import { notePayment } from './note-payment.ts';

interface Needs extends Pick<WalletContext, 'ask' | 'now'> {
  readonly repository: { findDeposit(id: string): PromiseLike<Deposit | null> };
}

/** The steps of the saga of a deposit: usually the request that began it has done all of it by then. */
export const runDepositSaga = ({ repository, ask, now }: Needs): WorkHandler<WalletStore> =>
  handleSaga(depositSaga, {
    now,
    states: {
      CREATING: step<WalletStore, 'CREATING' | 'CREATED', object, CreatedPayment | null>({
        async call({ subject }) {
          const deposit = await repository.findDeposit(subject);
          if (deposit === null || deposit.paymentId !== null || deposit.state !== 'PENDING') return null;
          return createDepositPayment(ask, deposit);
        },
        async run(store, { subject }, _sql, created) {
          if (created !== null) await notePayment(store, subject, created, now());
          return { next: 'CREATED' };
        },
      }),
      CREATED: null,
    },
  });
