import { newId } from '../../../../runtime/operations/ids.ts';
import { hashJson } from '../../../../runtime/text/hash-json.ts';
import type { PaymentsContext } from '../../context.ts';
import type { PaymentProvider, ProviderMethod } from '../../provider/provider.ts';
import type { ProviderResult } from '../../provider/provider-calls.ts';
import type { MethodUse } from '../../repository/index.ts';
import { type CustomerNeeds, openCustomer } from './open-customer.ts';

/** A method as its owner gives it. */
export interface SaveRequest {
  readonly use: MethodUse;
  readonly ownerId: string;
  readonly token: string;
  /** What a payout method receives; null for one to pay with. */
  readonly currency: string | null;
  readonly isDefault: boolean;
  /** Null when the client sent none. */
  readonly key: string | null;
}

/** A method that the provider keeps for a person. */
export interface AttachedMethod extends ProviderMethod {
  readonly customerRef: string;
}

/** Has the provider keep a method, once for each key. */
export async function keepMethod(
  needs: CustomerNeeds & Pick<PaymentsContext, 'now'>,
  provider: PaymentProvider,
  { use, ownerId, token, currency, key }: SaveRequest,
): ProviderResult<AttachedMethod> {
  const customerRef = await openCustomer(needs, provider, ownerId);
  const providerKey = key === null ? newId('key', needs.now()) : hashJson({ use, ownerId, key });
  const result =
    use === 'payout' && currency !== null
      ? await provider.attachPayoutMethod(customerRef, { token, currency }, providerKey)
      : await provider.attachMethod(customerRef, token, providerKey);
  return result.ok ? { ok: true, value: { ...result.value, customerRef } } : result;
}

/** Has the provider forget a method. */
export const releaseMethod = (
  provider: PaymentProvider,
  { use, customerRef, providerRef }: { readonly use: MethodUse } & Pick<AttachedMethod, 'customerRef' | 'providerRef'>,
): Promise<void> =>
  use === 'payout' ? provider.detachPayoutMethod(customerRef, providerRef) : provider.detachMethod(providerRef);
