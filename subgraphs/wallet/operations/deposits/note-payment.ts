import type { WalletStore } from '../../repository/index.ts';
import { failureCodeOf } from '../payments/failure-code.ts';
import type { CreatedPayment } from './create-deposit-payment.ts';

/** Records the payment of a deposit, or that there will be none. What an event has said of it before stays. */
export async function notePayment(
  store: Pick<WalletStore, 'lockDeposit' | 'setPaymentOfDeposit' | 'settleDeposit'>,
  depositId: string,
  created: CreatedPayment,
  now: Date,
): Promise<void> {
  if ('paymentId' in created) return store.setPaymentOfDeposit(depositId, created.paymentId, now);
  const deposit = await store.lockDeposit(depositId);
  if (deposit?.state !== 'PENDING' || deposit.paymentId !== null) return;
  const failed = {
    state: 'FAILED',
    paymentId: null,
    transactionId: null,
    failureCode: failureCodeOf(created.refusal),
  } as const;
  await store.settleDeposit(depositId, failed, now);
}
