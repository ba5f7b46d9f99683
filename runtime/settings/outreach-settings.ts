import { z } from 'zod';
import { list, url } from './setting-forms.ts';

/** Variables of the ways to reach people outside this system. */
export const OUTREACH_VARIABLES = {
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().min(3).optional(),
  SMS_URL: url('https:', 'http:').optional(),
  SMS_TOKEN: z.string().min(1).optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^[0-9]+:\S+$/, 'must be a bot token, such as 123456:ABC')
    .optional(),
  TELEGRAM_BOT_ID: z
    .string()
    .regex(/^[0-9]+$/, 'must be the number of a bot')
    .optional(),
  TELEGRAM_PUBLIC_KEYS: list
    .pipe(z.array(z.string().regex(/^[0-9a-f]{64}$/, 'must be Ed25519 keys in hexadecimal')))
    .default([
      // https://core.telegram.org/bots/webapps#validating-data-for-third-party-use, the production environment.
      'e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d',
    ]),
  VAPID_PRIVATE_KEY: z.string().min(32).optional(),
  VAPID_SUBJECT: url('mailto:', 'https:').default('mailto:no-reply@localhost.invalid'),
  TELEGRAM_BOT_NAME: z.string().min(1).optional(),
  TELEGRAM_WEBHOOK_SECRET: z.string().min(16).optional(),
  TELEGRAM_API_URL: url('https:', 'http:').default('https://api.telegram.org'),
};

/** How people are reached outside this system; null where a way is not set up. */
interface NotificationSettings {
  readonly smtpUrl: string | null;
  /** An address as in a letter's `From:`. */
  readonly mailFrom: string;
  /** Base64url or PEM. Null in development: one is made and kept. */
  readonly vapidPrivateKey: string | null;
  readonly vapidSubject: string;
  readonly telegram: {
    readonly token: string;
    /** Without `@`. */
    readonly botName: string;
    /** What Telegram shows with each update, as given to `setWebhook`. */
    readonly webhookSecret: string;
    readonly apiUrl: string;
  } | null;
}

/** Mail, text messages, push and Telegram; null where a way is not set up. */
export interface OutreachSettings {
  /** Where mail is handed over, and who it is from; null: not set up. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  /** The provider that takes text messages as `POST { id, to, text }` with a bearer token; null: not set up. */
  readonly sms: { readonly url: string; readonly token: string } | null;
  /** How Telegram's `initData` is checked; `botId` null: not set up, `botToken` null: by the public keys alone. */
  readonly telegram: {
    readonly botId: string | null;
    readonly botToken: string | null;
    /** Ed25519, 32 bytes in hexadecimal. */
    readonly publicKeys: readonly string[];
  };
  readonly notifications: NotificationSettings;
}

type Values = z.infer<z.ZodObject<typeof OUTREACH_VARIABLES>>;

/** The settings as code names them. @throws `refusal` of a line that names what is missing. */
export const outreachSettingsOf = (values: Values, refusal: (line: string) => Error): OutreachSettings => ({
  mail: together(values, 'SMTP_URL', 'MAIL_FROM', { make: (smtpUrl, from) => ({ smtpUrl, from }), refusal }),
  sms: together(values, 'SMS_URL', 'SMS_TOKEN', { make: (address, token) => ({ url: address, token }), refusal }),
  telegram: {
    botId: values.TELEGRAM_BOT_TOKEN?.split(':')[0] ?? values.TELEGRAM_BOT_ID ?? null,
    botToken: values.TELEGRAM_BOT_TOKEN ?? null,
    publicKeys: values.TELEGRAM_PUBLIC_KEYS,
  },
  notifications: notificationSettingsOf(values),
});

/** Two variables that count only together; null when neither is set. */
function together<Name extends string, Value>(
  values: { readonly [K in Name]?: string | undefined },
  first: Name,
  second: Name,
  { make, refusal }: { make(first: string, second: string): Value; refusal(line: string): Error },
): Value | null {
  const [one, other] = [values[first], values[second]];
  if (one !== undefined && other !== undefined) return make(one, other);
  if (one === other) return null;
  const [missing, present] = one === undefined ? [first, second] : [second, first];
  throw refusal(`${missing}: must be set, since ${present} is`);
}

function notificationSettingsOf(values: Values): NotificationSettings {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_BOT_NAME: botName, TELEGRAM_WEBHOOK_SECRET: webhookSecret } = values;
  const isSetUp = token !== undefined && botName !== undefined && webhookSecret !== undefined;
  return {
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? 'Social Supergraph <no-reply@localhost>',
    vapidPrivateKey: values.VAPID_PRIVATE_KEY?.replaceAll('\\n', '\n') ?? null,
    vapidSubject: values.VAPID_SUBJECT,
    telegram: isSetUp ? { token, botName, webhookSecret, apiUrl: values.TELEGRAM_API_URL } : null,
  };
}
