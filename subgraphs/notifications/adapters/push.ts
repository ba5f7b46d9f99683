import { createECDH, createHash, createPrivateKey } from 'node:crypto';
import webPush from 'web-push';
import { notSent, outcomeOf, outcomeOfError } from '../../../runtime/http/delivery-outcome.ts';
import type { GuardedHttp } from '../../../runtime/http/guarded-http.ts';
import type { Outcome, Outgoing } from '../context.ts';

const GONE = [404, 410];
const TTL_SECONDS = 24 * 60 * 60;
const MAX_BODY = 1_000;

/** The key pair that push services know us by (RFC 8292), base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** A `mailto:` or `https:` address of the operator. */
  readonly subject: string;
}

/** The pair of a private key: 32 bytes in base64url, or PEM. */
export function vapidKeysOf(privateKey: string, subject: string): VapidKeys {
  const scalar = privateKey.startsWith('-----')
    ? (createPrivateKey(privateKey).export({ format: 'jwk' }).d ?? '')
    : privateKey;
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(scalar, 'base64url'));
  return { privateKey: scalar, publicKey: pair.getPublicKey('base64url'), subject };
}

/**
 * Sends to a browser by Web Push. A repeated attempt has the same `Topic`, so a push service that still holds the first
 * one replaces it (RFC 8030, section 5.4), and the same `tag`, so a browser that shows it already shows it once.
 */
export async function sendPush(
  { http, vapid }: { http: GuardedHttp; vapid: VapidKeys },
  { deliveryId, notificationId, type, title, body, groupKey, address, device }: Outgoing,
): Promise<Outcome> {
  if (device?.p256dh == null || device.auth === null) return notSent('no keys', { isPermanent: true });
  const tag = groupKey ?? notificationId;
  const content = JSON.stringify({ notificationId, type, title, body: body.slice(0, MAX_BODY), tag });
  const topic = createHash('sha256')
    .update(groupKey ?? deliveryId)
    .digest('base64url')
    .slice(0, 32);
  try {
    const subscription = { endpoint: address, keys: { p256dh: device.p256dh, auth: device.auth } };
    const details = webPush.generateRequestDetails(subscription, content, {
      vapidDetails: vapid,
      TTL: TTL_SECONDS,
      topic,
      contentEncoding: 'aes128gcm',
    });
    // The library only prepares the request: our client sends it, which connects to public addresses only.
    const headers = Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name, String(value)]));
    return outcomeOf(await http.post(address, headers, details.body), GONE);
  } catch (error) {
    return outcomeOfError(error);
  }
}
