import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { MethodSetup } from '../../provider/provider.ts';
import { methodNotAvailable } from '../payments/method-not-available.ts';
import { returnUrl } from '../payments/payment-input.ts';
import { tooManyAttempts } from './method-refusals.ts';
import { openCustomer } from './open-customer.ts';

type SetupRefusal =
  | InvalidInput
  | RefusalOf<'MethodNotAvailable'>
  | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

/** How the viewer gives a method to the provider. */
interface OpenSetup extends MethodSetup {
  readonly publishableKey: string | null;
}

type Needs = Pick<PaymentsContext, 'caller' | 'repository' | 'provider' | 'settings' | 'methodLimit'>;

/** Begins to save a method with the provider, whose own form takes its details; `attachPaymentMethod` ends it. */
export async function createMethodSetup(needs: Needs, input: unknown): Promise<Result<OpenSetup, SetupRefusal>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(z.object({ returnUrl: returnUrl(needs.settings.isProduction) }), input);
  if (!parsed.ok) return parsed;
  const { provider } = needs;
  if (provider === null) return methodNotAvailable('Methods cannot be saved at the moment.');
  const waitSeconds = await needs.methodLimit.count(ownerId);
  if (waitSeconds !== null) return tooManyAttempts(waitSeconds);
  const customerRef = await openCustomer(needs, provider, ownerId);
  const setup = await provider.createMethodSetup(customerRef, parsed.value.returnUrl);
  if (!setup.ok) return methodNotAvailable('Methods cannot be saved at the moment.');
  return done({ ...setup.value, publishableKey: provider.publishableKey });
}
