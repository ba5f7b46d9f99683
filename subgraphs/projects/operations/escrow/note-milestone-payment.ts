import type { ProjectsStore } from '../../repository/index.ts';
import { fundingSaga, latePaymentSaga } from './escrow-sagas.ts';

type Store = Pick<ProjectsStore, 'lockMove' | 'notePayment' | 'wakeSaga' | 'beginSaga'>;

/**
 * Records what payments says of the payment for a movement, and has its saga continue. Money that comes after the movement has
 * failed goes to the client.
 */
export async function noteMilestonePayment(
  store: Store,
  moveId: string,
  payment: { readonly paymentId: string; readonly state: 'SUCCEEDED' | 'FAILED' },
  now: Date,
): Promise<void> {
  const move = await store.lockMove(moveId);
  if (move === null) return;
  await store.notePayment(moveId, payment, now);
  if (move.state === 'PENDING') await store.wakeSaga(fundingSaga, moveId, now);
  else if (move.state === 'FAILED' && payment.state === 'SUCCEEDED')
    await store.beginSaga(latePaymentSaga, { subject: moveId, data: {} }, now);
}
