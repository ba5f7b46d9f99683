import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';

/** Each change of a payment of the viewer after a cursor. @throws a fault `NOT_FOUND` for the payments of others. */
export async function followPayment(
  {
    caller,
    payments,
    streams,
    repository,
  }: Pick<PaymentsContext, 'caller' | 'payments' | 'streams'> & {
    readonly repository: Pick<PaymentsContext['repository'], 'paymentLog'>;
  },
  paymentId: string,
  after: string | null | undefined,
) {
  const viewerId = viewerOf(caller);
  const payment = await payments.load(paymentId);
  if (payment?.payerId !== viewerId) throw fault('NOT_FOUND', 'This payment does not exist.');
  return streams.follow(repository.paymentLog, paymentId, viewerId, after);
}
