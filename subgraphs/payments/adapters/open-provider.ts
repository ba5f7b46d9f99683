import type { PaymentProvider } from '../provider/provider.ts';
import type { PaymentsSettings } from '../settings.ts';
import type { SandboxAddress } from './sandbox-client.ts';
import { createSandboxProvider } from './sandbox-provider.ts';

/** The provider that the settings name; null: none is configured. `sandbox` is where that of this process is. */
export async function openProvider(
  settings: PaymentsSettings,
  sandbox: SandboxAddress | null,
  now: () => Date,
): Promise<PaymentProvider | null> {
  if (sandbox !== null) return createSandboxProvider({ ...settings, address: sandbox });
  if (settings.stripe === null) return null;
  // Stripe's client takes megabytes of memory, which nobody else should pay for.
  const { openStripe } = await import('./stripe/open-stripe.ts');
  return openStripe(settings.stripe, now);
}
