import type { PaymentsContext } from '../../context.ts';
import type { NextAction } from '../../provider/provider-payment.ts';
import type { Payment, PaymentState } from '../../repository/index.ts';
import { REFUNDABLE, UNPAID } from './payment-states.ts';

/** A webhook may bring the end before the response to a command is recorded. */
const OVER: readonly PaymentState[] = [...UNPAID, ...REFUNDABLE, 'REFUNDED'];

/** What the payer has to do: to wait, while the provider's response to a command is missing. Null at the end. */
export function nextActionOf(
  payment: Pick<Payment, 'state' | 'nextAction' | 'hasPendingCommand'>,
  provider: Pick<NonNullable<PaymentsContext['provider']>, 'publishableKey'> | null,
): (NextAction & { readonly publishableKey: string | null }) | null {
  if (OVER.includes(payment.state)) return null;
  if (payment.hasPendingCommand)
    return { kind: 'WAIT', url: null, clientSecret: null, expiresAt: null, publishableKey: null };
  const { nextAction } = payment;
  if (nextAction === null) return null;
  const publishableKey = nextAction.kind === 'CLIENT_SECRET' ? (provider?.publishableKey ?? null) : null;
  return { ...nextAction, publishableKey };
}
