import { timingSafeEqual } from 'node:crypto';
import { objectionToAddress } from '../../../runtime/http/address-objections.ts';
import { notSent } from '../../../runtime/http/delivery-outcome.ts';
import { openGuardedHttp } from '../../../runtime/http/guarded-http.ts';
import type { AddressAllowance } from '../../../runtime/http/public-address.ts';
import { createAppealLinks } from '../../../runtime/signed-links/appeal-links.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { deriveWebhookSecret } from '../../../runtime/webhooks/standard-webhooks.ts';
import type { Channels, Outcome, Outgoing } from '../context.ts';
import type { NotificationSettings } from '../settings.ts';
import { openMailer } from './email.ts';
import { sendPush, vapidKeysOf } from './push.ts';
import { sendTelegram } from './telegram.ts';
import { createUnsubscribeLinks } from './unsubscribe-links.ts';
import { sendWebhook } from './webhook.ts';

type OutsideChannel = Parameters<Channels['send']>[0];
type Send = (outgoing: Outgoing) => Promise<Outcome>;

/** Opens the ways out of the system, as far as they are set up. `allows` lets further addresses pass. */
export function openChannels(
  settings: NotificationSettings,
  { now }: Pick<Host, 'now'>,
  allows: AddressAllowance = () => false,
): Channels {
  const http = openGuardedHttp(allows);
  const { secret: serverSecret, smtpUrl, vapidPrivateKey, vapidSubject, telegram } = settings;
  const mailer = smtpUrl === null ? null : openMailer({ smtpUrl, from: settings.mailFrom });
  const vapid = vapidPrivateKey === null ? null : vapidKeysOf(vapidPrivateKey, vapidSubject);
  const links = createUnsubscribeLinks(settings.linkSecrets, settings.publicUrl);
  const appeals = createAppealLinks(settings.linkSecrets);

  const ways: Readonly<Record<OutsideChannel, Send | null>> = {
    EMAIL: mailer === null ? null : mailer.send,
    PUSH: vapid === null ? null : (outgoing) => sendPush({ http, vapid }, outgoing),
    TELEGRAM:
      telegram === null
        ? null
        : (outgoing) => sendTelegram({ apiUrl: telegram.apiUrl, token: telegram.token }, outgoing),
    WEBHOOK: (outgoing) => sendWebhook({ http, serverSecret, now }, outgoing),
  };
  return {
    isAvailable: (channel) => channel === 'IN_APP' || ways[channel] !== null,
    send: async (channel, outgoing) => (await ways[channel]?.(outgoing)) ?? notSent(`${channel} is not set up`),
    objectionTo: (address) => objectionToAddress(address, allows),
    pushPublicKey: vapid?.publicKey ?? null,
    webhookSecret: (deviceId) => deriveWebhookSecret(serverSecret, deviceId),
    telegramLink: (code) => (telegram === null ? null : `https://t.me/${telegram.botName}?start=${code}`),
    isTelegram: (given) => telegram !== null && given !== null && sameText(given, telegram.webhookSecret),
    unsubscribeUrl: links.urlOf,
    appealUrl: (appeal) => (settings.publicUrl === null ? null : appeals.urlOf(appeal, settings.publicUrl)),
    readUnsubscribeToken: links.read,
    async close() {
      mailer?.close();
      await http.close();
    },
  };
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
