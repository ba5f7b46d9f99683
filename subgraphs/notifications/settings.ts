import { z } from 'zod';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { url } from '../../runtime/settings/setting-forms.ts';
import { MAIL_VARIABLES, PUBLIC_URL_VARIABLE, TELEGRAM_VARIABLES } from '../../runtime/settings/shared-variables.ts';
import { secret, variable } from '../../runtime/settings/variables.ts';

/** How people are reached outside this system; null where a way is not set up. */
export interface NotificationSettings {
  /** Signs webhooks of notifications. */
  readonly secret: string;
  /** Sign links that unsubscribe; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
  /** Where clients reach the gateway. */
  readonly publicUrl: string | null;
  readonly smtpUrl: string | null;
  /** An address as in the `From:` of an e-mail. */
  readonly mailFrom: string;
  /** Base64url or PEM. */
  readonly vapidPrivateKey: string | null;
  readonly vapidSubject: string;
  readonly telegram: {
    readonly token: string;
    /** Written without `@`. */
    readonly botName: string;
    /** What Telegram shows with each update, as given to `setWebhook`. */
    readonly webhookSecret: string;
    readonly apiUrl: string;
  } | null;
}

const VARIABLES = {
  NOTIFICATIONS_SECRET: secret('Signs webhooks of notifications; what each address checks with is derived from it.'),
  ...LINK_VARIABLES,
  ...PUBLIC_URL_VARIABLE,
  ...MAIL_VARIABLES,
  VAPID_PRIVATE_KEY: variable(z.string().min(32).optional(), {
    about:
      'Web Push: an EC P-256 private key in PEM or as 32 bytes in base64url, and how push services reach who runs this. Made and kept in development; without it there is no push in production.',
    secret: 'signing-key',
  }),
  VAPID_SUBJECT: variable(url('mailto:', 'https:').default('mailto:no-reply@localhost.invalid'), {
    example: 'mailto:operations@example.com',
  }),
  ...TELEGRAM_VARIABLES,
  TELEGRAM_BOT_NAME: variable(z.string().min(1).optional(), {
    about:
      "Messages by Telegram, when these and the bot's token are set. Give the bot's webhook the address `<gateway>/webhooks/telegram` and this secret.",
    example: 'social_bot',
  }),
  TELEGRAM_WEBHOOK_SECRET: variable(z.string().min(16).optional(), {}),
  TELEGRAM_API_URL: variable(url('https:', 'http:').default('https://api.telegram.org'), {
    example: 'https://api.telegram.org',
  }),
};

/** Reads the variables of this domain. */
export const settings = defineSettings(VARIABLES, (values, { publicUrl }): NotificationSettings => {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_BOT_NAME: botName, TELEGRAM_WEBHOOK_SECRET: webhookSecret } = values;
  const hasTelegram = token !== undefined && botName !== undefined && webhookSecret !== undefined;
  return {
    secret: values.NOTIFICATIONS_SECRET,
    linkSecrets: linkSecretsOf(values),
    publicUrl,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? 'Social Supergraph <no-reply@localhost>',
    vapidPrivateKey: values.VAPID_PRIVATE_KEY?.replaceAll('\\n', '\n') ?? null,
    vapidSubject: values.VAPID_SUBJECT,
    telegram: hasTelegram ? { token, botName, webhookSecret, apiUrl: values.TELEGRAM_API_URL } : null,
  };
});
