import type { Result } from '../../../../runtime/operations/result.ts';
import { handleWork, type WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { PaymentsContext } from '../../context.ts';
import { submitPayoutWork } from '../../events.ts';
import type { ProviderRefusal } from '../../provider/provider-calls.ts';
import type { ProviderPayout } from '../../provider/provider-objects.ts';
import type { PaymentsStore } from '../../repository/index.ts';
import { applyPayout, failPayout } from './apply-payout.ts';

const FAILURES: Readonly<Record<ProviderRefusal, string>> = {
  AMOUNT_TOO_LARGE: 'PROVIDER_BALANCE_TOO_LOW',
  EXPIRED: 'METHOD_NOT_AVAILABLE',
  INVALID_STATE: 'METHOD_NOT_AVAILABLE',
  METHOD_NOT_AVAILABLE: 'METHOD_NOT_AVAILABLE',
  NOT_FOUND: 'METHOD_NOT_AVAILABLE',
};

type Needs = Pick<PaymentsContext, 'repository' | 'provider' | 'now'>;

/** Submits payouts to the provider, each once: its id is the key. What the provider refuses has failed. */
export const submitPayouts = ({ repository, provider, now }: Needs): WorkHandler<PaymentsStore> =>
  handleWork(submitPayoutWork, {
    async call({ payload: { payoutId } }): Promise<Result<ProviderPayout, ProviderRefusal> | null> {
      const payout = await repository.findPayout(payoutId);
      if (payout === null || payout.state !== 'CREATED' || provider?.name !== payout.provider) return null;
      const { amount, currency, methodToken: token, customerRef } = payout;
      return provider.createPayout({ payoutId, amount, currency, method: { token, customerRef } }, payoutId);
    },
    async complete(store, { payload: { payoutId } }, _, submitted) {
      const payout = submitted === null ? null : await store.lockPayout(payoutId);
      if (payout === null || submitted === null) return;
      if (submitted.ok) await applyPayout(store, payout, submitted.value, now());
      // A webhook may have been faster.
      else if (payout.state === 'CREATED') await failPayout(store, payout, FAILURES[submitted.refusal], now());
    },
  });
