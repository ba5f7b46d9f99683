import nodemailer from 'nodemailer';
import type { Outcome, Outgoing } from '../context.ts';
import { notSent, SENT } from './outcomes.ts';

const TIMEOUT_MS = 10_000;

/** Mail that leaves by one SMTP server. */
export interface Mailer {
  send(outgoing: Outgoing): Promise<Outcome>;
  close(): void;
}

/**
 * Opens mail by SMTP. A repeated attempt has the same `Message-ID`, made of the delivery id, by which mail systems and
 * readers tell that it is the same letter; SMTP itself promises no more.
 */
export function openMailer({ smtpUrl, from }: { readonly smtpUrl: string; readonly from: string }): Mailer {
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({ deliveryId, title, body, html, address, createdAt, unsubscribeUrl }) {
      try {
        await transport.sendMail({
          from,
          // As an object it is one address: text could be read as a list of several.
          to: { name: '', address },
          subject: title,
          text: body,
          html,
          date: createdAt,
          messageId: `<${deliveryId}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(unsubscribeUrl) },
        });
        return SENT;
      } catch (error) {
        const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : null;
        const name = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        return notSent(`SMTP ${code ?? name}`, { isPermanent: code !== null && code >= 500 });
      }
    },
    close: () => transport.close(),
  };
}

/** One click ends letters of this kind (RFC 8058); the mail server has to sign these headers by DKIM. */
const unsubscribeHeaders = (url: string | null) =>
  url === null
    ? {}
    : {
        'List-Unsubscribe': { prepared: true, value: `<${url}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      };
