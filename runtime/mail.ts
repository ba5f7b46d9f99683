import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer';

/** Timeout of each step of the SMTP dialogue. */
const SMTP_STEP_TIMEOUT_MS = 10_000;

/** A message to one recipient. */
export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly date?: Date;
  /** The same for every attempt, so that mail systems and readers recognise duplicates. */
  readonly id: string;
  readonly headers?: NonNullable<Parameters<Transporter<SentMessageInfo>['sendMail']>[0]['headers']>;
}

/** Outgoing mail through one SMTP server. */
export interface Mail {
  /** Resolves when the server has accepted the message. @throws MailRejectedError, and nothing else. */
  send(letter: MailMessage): Promise<void>;
  close(): void;
}

/** Why a message was rejected, by codes alone: messages of servers and libraries repeat the address. */
export class MailRejectedError extends Error {
  override readonly name = 'MailRefused';
  /** Whether the same message would be rejected again. */
  readonly isPermanent: boolean;
  /** Whether every message to this address would be rejected. */
  readonly isAddressRefused: boolean;

  constructor(reason: string, { isPermanent, isAddressRefused }: { isPermanent: boolean; isAddressRefused: boolean }) {
    super(reason);
    this.isPermanent = isPermanent;
    this.isAddressRefused = isAddressRefused;
  }
}

/** Opens an SMTP transport with at most `connections` connections. */
export function openMail({
  smtpUrl,
  from,
  connections,
}: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly connections: number;
}): Mail {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    connectionTimeout: SMTP_STEP_TIMEOUT_MS,
    greetingTimeout: SMTP_STEP_TIMEOUT_MS,
    socketTimeout: SMTP_STEP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({ to, id, headers = {}, ...letter }) {
      // As an object it is one address: text could be read as a list of several.
      const recipient = { name: '', address: to };
      try {
        await transport.sendMail({ ...letter, from, to: recipient, messageId: `<${id}@${host}>`, headers });
      } catch (error) {
        throw refusalOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Classifies an error of the library. Only a rejected recipient or message is permanent; a rejected sender or password is not. */
function refusalOf(error: unknown): MailRejectedError {
  const fields: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {};
  const { responseCode, response, command, code } = fields;
  const message = error instanceof Error ? error.message : '';
  const enhanced = typeof response === 'string' ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
  const status = typeof responseCode === 'number' ? responseCode : null;
  const reason = ['SMTP', status ?? (typeof code === 'string' ? code : 'unknown'), enhanced].filter(Boolean).join(' ');

  // Refused by the library itself: no server would be asked.
  const isMalformed = command === 'API' && /^(Invalid recipient|No recipients)/.test(message);
  if (isMalformed) return new MailRejectedError(reason, { isPermanent: true, isAddressRefused: true });
  const isOfLetter = command === 'RCPT TO' || command === 'DATA';
  const isPermanent = isOfLetter && status !== null && status >= 500;
  return new MailRejectedError(reason, {
    isPermanent,
    isAddressRefused: isPermanent && isOfAddress(command, enhanced),
  });
}

/**
 * Whether a server that refused for good meant the address. RFC 3463: 5.1.x is about addresses (5.1.7 and 5.1.8 of the
 * sender), 5.2.x about the mailbox (5.2.2: full, for now), all others about the letter, the way or a policy. Without such
 * a code, who refuses the recipient means the recipient.
 */
const isOfAddress = (command: unknown, enhanced: string | undefined): boolean =>
  enhanced === undefined ? command === 'RCPT TO' : /^5\.(1\.(?![78]$)|2\.[01]$)/.test(enhanced);
