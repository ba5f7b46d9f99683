import type { ProviderRefund } from '../../provider/provider-objects.ts';
import type { Payment, PaymentsStore, Refund } from '../../repository/index.ts';
import { endRefund } from './end-refund.ts';

const ORDER: readonly Refund['state'][] = ['CREATED', 'SUBMITTED', 'PENDING'];

const rankOf = (state: Refund['state']): number => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);

/**
 * Applies what the provider says about a refund whose payment this transaction has locked: `applied`; `unchanged`, when it
 * says nothing new; `contradiction`, when the refund has another end.
 */
export async function applyRefund(
  store: PaymentsStore,
  payment: Payment,
  refund: Refund,
  reported: ProviderRefund,
  now: Date,
): Promise<'applied' | 'unchanged' | 'contradiction'> {
  const { state, providerRef, failureCode, at: providerAt } = reported;
  if (state === refund.state) return 'unchanged';
  if (rankOf(state) <= rankOf(refund.state)) return state === 'PENDING' ? 'unchanged' : 'contradiction';
  const after = { ...refund, state, providerRef, failureCode, providerAt, updatedAt: now };
  if (state === 'PENDING') await store.storeRefund(after);
  else await endRefund(store, payment, after);
  return 'applied';
}
