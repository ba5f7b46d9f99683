import type { Logger } from 'pino';
import { type Mail, openMail } from '../../../runtime/mail.ts';
import type { AuthSettings } from '../settings.ts';

/** A rendered message for a provider. */
export interface Message {
  /** Stays the same for retries, so that the provider can drop duplicates. */
  readonly id: string;
  readonly kind: 'EMAIL' | 'PHONE';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends messages by email and SMS. */
export interface MessageChannels {
  /** Whether a provider is configured for this kind of message. */
  canSend(kind: Message['kind']): boolean;
  /**
   * Resolves when the provider has accepted the message. Rejects otherwise, with `isPermanent` when a retry is pointless and
   * `isAddressRefused` when the provider rejects the address. The error never contains the address.
   */
  send(message: Message): Promise<void>;
  close(): void;
}

const SEND_TIMEOUT_MS = 10_000;

/** Maximum number of SMTP connections. */
const MAX_CONNECTIONS = 5;

/** Statuses of the SMS provider that do not change with a retry: an invalid number or a rejected text. */
const PERMANENT_STATUSES: ReadonlySet<number> = new Set([400, 404, 410, 422]);

type Send = (message: Message) => Promise<void>;

/** Email by SMTP and text messages by HTTP. Without a provider, messages are logged; in production they cannot be sent. */
export function openMessageChannels(
  { mail, sms, production }: Pick<AuthSettings, 'mail' | 'sms'> & { readonly production: boolean },
  log: Pick<Logger, 'warn'>,
): MessageChannels {
  const toLog: Send = async ({ kind, to, subject, text }) => {
    log.warn(
      { kind, to, subject, text },
      'no message provider is configured; logging the message instead of sending it',
    );
  };
  const mailer = mail === null ? null : openMail({ ...mail, connections: MAX_CONNECTIONS });
  const senders: Readonly<Record<Message['kind'], Send | null>> = {
    EMAIL: mailer !== null ? sendMail(mailer) : production ? null : toLog,
    PHONE: sms !== null ? sendText(sms) : production ? null : toLog,
  };
  return {
    canSend: (kind) => senders[kind] !== null,
    async send(message) {
      const send = senders[message.kind];
      if (send === null) throw new Error(`no provider is configured for ${message.kind}`);
      await send(message);
    },
    close: () => mailer?.close(),
  };
}

const sendMail =
  (mail: Mail): Send =>
  ({ id, to, subject, text }) =>
    mail.send({ id, to, subject, text });

const sendText =
  ({ url, token }: NonNullable<AuthSettings['sms']>): Send =>
  async ({ id, to, text }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': id },
      body: JSON.stringify({ id, to, text }),
      // A redirect would send the token to another host.
      redirect: 'error',
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return;
    const error = new Error(`the SMS provider answered ${response.status}`);
    throw Object.assign(error, { isPermanent: PERMANENT_STATUSES.has(response.status), isAddressRefused: false });
  };
