import type { Logger } from 'pino';
import { type Mail, openMail } from '../../../runtime/mail.ts';
import type { Configuration } from '../../../runtime/settings/configuration.ts';

/** A message as it is handed to a provider. */
export interface Message {
  /** The same each time it is sent again, so that a provider can drop what it has. */
  readonly id: string;
  readonly kind: 'EMAIL' | 'PHONE';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The ways by which messages leave. */
export interface MessageChannels {
  /** Whether messages of this kind can leave at all. */
  canSend(kind: Message['kind']): boolean;
  /**
   * Resolves when the provider has taken the message. Rejects when it has not, with `isPermanent` when it never will take
   * this one, and `isAddressRefused` when it takes none to this address; never with the address.
   */
  send(message: Message): Promise<void>;
  close(): void;
}

const SEND_TIMEOUT_MS = 10_000;

/** How many letters are handed over at a time. */
const MAX_CONNECTIONS = 5;

/** Answers of a provider of text messages that it would give again: to a number that is none, or a text it does not take. */
const PERMANENT_STATUSES: ReadonlySet<number> = new Set([400, 404, 410, 422]);

type Send = (message: Message) => Promise<void>;

/** Mail by SMTP and text messages by HTTP as configured; what is not is written to the log, and in production not done. */
export function openMessageChannels(
  { mail, sms, production }: Pick<Configuration, 'mail' | 'sms' | 'production'>,
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
  ({ url, token }: NonNullable<Configuration['sms']>): Send =>
  async ({ id, to, text }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': id },
      body: JSON.stringify({ id, to, text }),
      // A redirect would carry the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return;
    const error = new Error(`the SMS provider answered ${response.status}`);
    throw Object.assign(error, { isPermanent: PERMANENT_STATUSES.has(response.status), isAddressRefused: false });
  };
