import { handleWork, type WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { PaymentsContext } from '../../context.ts';
import { deleteCustomerWork, deleteMethodWork } from '../../events.ts';
import type { PaymentsStore } from '../../repository/index.ts';
import { releaseMethod } from './keep-method.ts';

/**
 * Has the provider forget what people have removed, and people who have deleted their account. Nothing is asked of a provider
 * that is not configured any more.
 */
export const deleteAtProvider = ({
  provider,
}: Pick<PaymentsContext, 'provider'>): readonly WorkHandler<PaymentsStore>[] => [
  handleWork(deleteMethodWork, {
    call: async ({ payload }) => {
      if (provider?.name === payload.provider) await releaseMethod(provider, payload);
    },
    complete: async () => undefined,
  }),
  handleWork(deleteCustomerWork, {
    call: async ({ payload }) => {
      if (provider?.name === payload.provider) await provider.deleteCustomer(payload.customerRef);
    },
    complete: async () => undefined,
  }),
];
