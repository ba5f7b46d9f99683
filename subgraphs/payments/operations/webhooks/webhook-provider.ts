import type { WebhookProvider } from '../../../../runtime/webhooks/receive-webhook.ts';
import type { ReceivedWebhook } from '../../../../runtime/webhooks/webhook-event-table.ts';
import type { PaymentsContext } from '../../context.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import { signalChange } from '../payments/store-change.ts';
import { applyPayoutEvent } from '../payouts/apply-payout-event.ts';
import { applyEvent, type EventOutcome } from './apply-event.ts';

type Provider = Pick<PaymentProvider, 'name' | 'verifyWebhook' | 'readWebhook'>;
type Store = Parameters<typeof applyEvent>[0];
type Changed = Exclude<EventOutcome, 'unknown'>;

/** How webhooks of a provider are handled. `onChanged` gets what one has changed, before the commit. */
export const webhookProviderOf = (
  provider: Provider,
  now: () => Date,
  onChanged: (changed: Changed) => void = () => undefined,
): WebhookProvider<Store> => ({
  name: provider.name,
  verify: (request) => provider.verifyWebhook(request),
  async handle(store, { body }: ReceivedWebhook) {
    const event = provider.readWebhook(body);
    if (event === null) return true;
    if (event.kind === 'payout') return applyPayoutEvent(store, provider.name, event.payout, now());
    const outcome = await applyEvent(store, provider.name, event, now());
    if (outcome === 'unknown') return false;
    if (outcome.isChanged) onChanged(outcome);
    return true;
  },
});

/** Signals what webhooks have changed, after the commit. */
export const signalChanges = async (
  needs: { readonly streams: Pick<PaymentsContext['streams'], 'announce'> },
  changes: readonly Changed[],
): Promise<void> => void (await Promise.all(changes.map((changed) => signalChange(needs, changed))));
