import { createTransport, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { Configuration } from '../../../runtime/configuration.ts';

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
  can(kind: Message['kind']): boolean;
  /** Resolves when the provider has taken the message. Rejects when it has not. */
  send(message: Message): Promise<void>;
  close(): void;
}

const SEND_TIMEOUT_MS = 10_000;

type Send = (message: Message) => Promise<void>;

/** Mail by SMTP and text messages by HTTP as configured; what is not is written to the log, and in production not done. */
export function openMessageChannels(
  { mail, sms, production }: Pick<Configuration, 'mail' | 'sms' | 'production'>,
  log: Pick<Logger, 'warn'>,
): MessageChannels {
  const toLog: Send = async ({ kind, to, subject, text }) => {
    log.warn({ kind, to, subject, text }, 'no provider is set up: a message is written here instead of being sent');
  };
  const transport = mail === null ? null : openTransport(mail.smtpUrl);
  const ways: Readonly<Record<Message['kind'], Send | null>> = {
    EMAIL: transport !== null && mail !== null ? sendMail(transport, mail.from) : production ? null : toLog,
    PHONE: sms !== null ? sendText(sms) : production ? null : toLog,
  };
  return {
    can: (kind) => ways[kind] !== null,
    async send(message) {
      const way = ways[message.kind];
      if (way === null) throw new Error(`no provider is set up for ${message.kind}`);
      await way(message);
    },
    close: () => transport?.close(),
  };
}

/** The timeouts bound every step, so that no hung server holds the queue up. */
const openTransport = (url: string): Transporter =>
  createTransport({
    url,
    connectionTimeout: SEND_TIMEOUT_MS,
    greetingTimeout: SEND_TIMEOUT_MS,
    socketTimeout: SEND_TIMEOUT_MS,
  });

const sendMail =
  (transport: Transporter, from: string): Send =>
  async ({ id, to, subject, text }) => {
    // An address object, not text: nothing in it is parsed as a list of recipients.
    const recipient = { name: '', address: to };
    await transport.sendMail({ from, to: recipient, subject, text, messageId: `<${id}@${hostOf(from)}>` });
  };

const hostOf = (from: string): string => /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';

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
    if (!response.ok) throw new Error(`the provider of text messages answered ${response.status}`);
  };
