import { notSent, outcomeOf, outcomeOfError } from '../../../runtime/http/delivery-outcome.ts';
import type { GuardedHttp } from '../../../runtime/http/guarded-http.ts';
import { deriveWebhookSecret, webhookHeaders } from '../../../runtime/webhooks/standard-webhooks.ts';
import type { Outcome, Outgoing } from '../context.ts';

const GONE = [410];

/**
 * Posts a notification to an address of the person's own. A repeated attempt has the same `webhook-id` and
 * `Idempotency-Key`, and the same body.
 */
export async function sendWebhook(
  { http, serverSecret, now }: { http: GuardedHttp; serverSecret: string; now: () => Date },
  { deliveryId, notificationId, type, template, title, body, createdAt, address, device }: Outgoing,
): Promise<Outcome> {
  if (device === null) return notSent('no device', { isPermanent: true });
  const content = JSON.stringify({
    type: `notification.${template}`,
    timestamp: createdAt.toISOString(),
    data: { notificationId, notificationType: type, title, body },
  });
  const secrets = [deriveWebhookSecret(serverSecret, device.id)];
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'social-supergraph-webhooks/1',
    'idempotency-key': deliveryId,
    ...webhookHeaders(secrets, { id: deliveryId, body: content }, now()),
  };
  try {
    return outcomeOf(await http.post(address, headers, content), GONE);
  } catch (error) {
    return outcomeOfError(error);
  }
}
