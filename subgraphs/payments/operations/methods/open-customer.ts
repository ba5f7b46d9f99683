import type { PaymentsContext } from '../../context.ts';
import type { PaymentProvider } from '../../provider/provider.ts';

/** What naming a person to the provider takes. */
export interface CustomerNeeds {
  readonly repository: Pick<PaymentsContext['repository'], 'findCustomerRef' | 'addCustomer'>;
}

/** The provider's name for a person, who is created there when they save a method for the first time. */
export async function openCustomer(
  { repository }: CustomerNeeds,
  provider: Pick<PaymentProvider, 'name' | 'createCustomer'>,
  ownerId: string,
): Promise<string> {
  const existing = await repository.findCustomerRef(ownerId, provider.name);
  if (existing !== null) return existing;
  const providerRef = await provider.createCustomer(ownerId, `customer-of-${ownerId}`);
  await repository.addCustomer({ ownerId, provider: provider.name, providerRef });
  // Another request may have been first.
  return (await repository.findCustomerRef(ownerId, provider.name)) ?? providerRef;
}
