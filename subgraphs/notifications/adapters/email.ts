import { notSent, SENT } from '../../../runtime/http/delivery-outcome.ts';
import { MailRejectedError, openMail } from '../../../runtime/mail.ts';
import type { Outcome, Outgoing } from '../context.ts';

/** Maximum number of concurrent SMTP deliveries. */
const CONNECTIONS = 5;

/** Mail that leaves by one SMTP server. */
export interface Mailer {
  send(outgoing: Outgoing): Promise<Outcome>;
  close(): void;
}

/**
 * Sends mail by SMTP. A repeated attempt has the same `Message-ID`, derived from the delivery id, by which mail systems
 * recognize the same message; SMTP itself guarantees no more.
 */
export function openMailer(options: { readonly smtpUrl: string; readonly from: string }): Mailer {
  const mail = openMail({ ...options, connections: CONNECTIONS });
  return {
    async send({ deliveryId, title, body, html, address, createdAt, unsubscribeUrl }) {
      try {
        await mail.send({
          to: address,
          subject: title,
          text: body,
          html,
          date: createdAt,
          id: deliveryId,
          headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(unsubscribeUrl) },
        });
        return SENT;
      } catch (error) {
        if (!(error instanceof MailRejectedError)) throw error;
        const { message, isPermanent, isAddressRefused } = error;
        return notSent(message, { isPermanent, isGone: isAddressRefused });
      }
    },
    close: mail.close,
  };
}

/** Headers for unsubscribing with one click (RFC 8058); the mail server has to sign them with DKIM. */
const unsubscribeHeaders = (url: string | null) =>
  url === null
    ? {}
    : {
        'List-Unsubscribe': { withHeaders: true, value: `<${url}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      };
