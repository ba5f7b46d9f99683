import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import { deleteCustomerWork } from '../events.ts';
import type { PaymentsStore } from '../repository/index.ts';

type ErasingStore = Pick<PaymentsStore, 'clearTexts' | 'customersOf' | 'enqueueWork'>;

/**
 * Clears what a person has written beside their payments, and has the providers forget them with all their methods. Payments and
 * payouts stay without their name; the marks of the tables do that, and seal what tax law requires to be kept.
 */
export const eraseUser =
  ({ now }: { readonly now: () => Date }) =>
  async (store: ErasingStore, userId: string): Promise<ErasureStep> => {
    if (!(await store.clearTexts(userId))) return { isComplete: false };
    const drafts = (await store.customersOf(userId)).map(({ provider, providerRef: customerRef }) => ({
      id: `delete-${customerRef}`,
      payload: { provider, customerRef },
    }));
    if (drafts.length > 0) await store.enqueueWork(deleteCustomerWork, drafts, now());
    return { isComplete: true };
  };
