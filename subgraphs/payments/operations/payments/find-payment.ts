import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { Payment } from '../../repository/index.ts';
import { FINANCE } from './sees-all.ts';

/** A payment that the signed-in viewer may change: their own, or any with the scope `finance`. */
export async function findChangeable(
  { caller, repository }: Pick<PaymentsContext, 'caller' | 'repository'>,
  paymentId: string,
): Promise<Payment | null> {
  const viewerId = viewerOf(caller);
  const payment = await repository.findPayment(paymentId);
  if (payment === null) return null;
  return payment.payerId === viewerId || caller.scopes.includes(FINANCE) ? payment : null;
}

/** The latest payment for a thing of the calling domain. */
export const findPaymentFor = (
  { caller, repository }: Pick<PaymentsContext, 'caller' | 'repository'>,
  reference: { readonly type: string; readonly id: string },
): Promise<Payment | null> => repository.findPaymentFor({ domain: callingDomain(caller), ...reference });

/** Whether the viewer acts on somebody else's payment by the scope `finance`, which is audited. */
export const actsForFinance = (
  { caller }: Pick<PaymentsContext, 'caller'>,
  { payerId }: Pick<Payment, 'payerId'>,
): boolean => caller.service === null && payerId !== caller.viewerId;
