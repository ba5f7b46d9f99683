import { createHmac, timingSafeEqual } from 'node:crypto';

/** A message of Standard Webhooks 1.0 (https://www.standardwebhooks.com). */
export interface WebhookMessage {
  readonly id: string;
  readonly body: string | Buffer;
}

const TOLERANCE_SECONDS = 300;
const SECOND_MS = 1_000;

/** The headers of a request that carries a message: one signature for each secret (`whsec_…`) that is live. */
export function webhookHeaders(secrets: readonly string[], { id, body }: WebhookMessage, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / SECOND_MS));
  const signatures = secrets.map((secret) => `v1,${signatureOf(secret, id, timestamp, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** The id of a message that was signed with one of the secrets within the last 5 minutes; null for any other. */
export function verifyWebhook(
  secrets: readonly string[],
  { headers, body, now }: { readonly headers: Headers; readonly body: Buffer; readonly now: Date },
): string | null {
  const [id = '', timestamp = ''] = ['webhook-id', 'webhook-timestamp'].map((name) => headers.get(name) ?? '');
  const age = now.getTime() / SECOND_MS - Number(timestamp);
  if (id === '' || !/^\d{1,11}$/.test(timestamp) || Math.abs(age) > TOLERANCE_SECONDS) return null;
  const given = (headers.get('webhook-signature') ?? '')
    .split(' ')
    .flatMap((signature) =>
      signature.startsWith('v1,') ? [Buffer.from(signature.slice('v1,'.length), 'base64')] : [],
    );
  const expected = secrets.map((secret) => signatureOf(secret, id, timestamp, body));
  const isGenuine = given.some((one) =>
    expected.some((other) => one.length === other.length && timingSafeEqual(one, other)),
  );
  return isGenuine ? id : null;
}

/** The secret of one endpoint of ours, derived from the server's: nothing that signs is stored. */
export const deriveWebhookSecret = (serverSecret: string, endpoint: string): string =>
  `whsec_${createHmac('sha256', serverSecret).update(`webhook:${endpoint}`).digest('base64')}`;

/** HMAC-SHA-256 over `id.timestamp.body`. */
function signatureOf(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
