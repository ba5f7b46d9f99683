import { createHmac } from 'node:crypto';
import type { Outcome, Outgoing } from '../context.ts';
import type { GuardedHttp } from '../../../runtime/http/guarded-http.ts';
import { notSent, outcomeOf, outcomeOfError } from './outcomes.ts';

const GONE = [410];

/** What one device's requests are signed with, made of the server's secret: nothing that signs is stored. */
export const webhookSecretOf = (serverSecret: string, deviceId: string): string =>
  `whsec_${createHmac('sha256', serverSecret).update(`webhook:${deviceId}`).digest('base64')}`;

/** The signature of Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`. */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

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
  const timestamp = Math.floor(now().getTime() / 1_000);
  const signature = signWebhook(webhookSecretOf(serverSecret, device.id), deliveryId, timestamp, content);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'social-supergraph-webhooks/1',
    'idempotency-key': deliveryId,
    'webhook-id': deliveryId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  try {
    return outcomeOf(await http.post(address, headers, content), GONE);
  } catch (error) {
    return outcomeOfError(error);
  }
}
