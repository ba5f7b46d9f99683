import type { Money } from '../../../../runtime/money/money.ts';
import type { PaymentsContext } from '../../context.ts';

/** What payments can be made with, and between which amounts. */
export function paymentOptions({ provider, settings }: Pick<PaymentsContext, 'provider' | 'settings'>): {
  readonly isAvailable: boolean;
  readonly publishableKey: string | null;
  readonly currencies: readonly { readonly min: Money; readonly max: Money }[];
} {
  if (provider === null) return { isAvailable: false, publishableKey: null, currencies: [] };
  const currencies = settings.currencies.map((currency) => {
    const { min, max } = provider.limitsOf(currency);
    return { min: { amount: min, currency }, max: { amount: max, currency } };
  });
  return { isAvailable: true, publishableKey: provider.publishableKey, currencies };
}
