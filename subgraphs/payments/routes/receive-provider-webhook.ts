import type { RouteRequest } from '../../../runtime/executor/route.ts';
import { receiveWebhook } from '../../../runtime/webhooks/receive-webhook.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { PaymentsContext } from '../context.ts';
import type { EventOutcome } from '../operations/webhooks/apply-event.ts';
import { signalChanges, webhookProviderOf } from '../operations/webhooks/webhook-provider.ts';

type Needs = Pick<PaymentsContext, 'repository' | 'provider' | 'now' | 'streams' | 'signals'>;

/** Receives a webhook of the provider with that name: 404 for one that is not configured, else as `receiveWebhook`. */
export async function receiveProviderWebhook(
  needs: Needs,
  name: string,
  request: Pick<RouteRequest, 'headers' | 'body'>,
): Promise<Response> {
  const { repository: database, provider, now, signals } = needs;
  if (provider?.name !== name) return new Response(null, { status: 404 });
  const changes: Exclude<EventOutcome, 'unknown'>[] = [];
  const received = webhookProviderOf(provider, now, (changed) => changes.push(changed));
  const response = await receiveWebhook({ database, now }, received, request);
  if (changes.length > 0) await Promise.all([signalChanges(needs, changes), notifyWork(signals, 'payments')]);
  return response;
}
