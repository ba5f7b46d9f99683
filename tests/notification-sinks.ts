import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Host } from '../runtime/subgraph/host.ts';
import { openChannels } from '../subgraphs/notifications/adapters/channels.ts';
import type { NotificationSettings } from '../subgraphs/notifications/settings.ts';

/** A letter as the mail server took it. */
export interface Letter {
  readonly to: readonly string[];
  /** With CRLF, as on the wire. */
  readonly raw: string;
}

/** A request as the other side took it. */
export interface Posted {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** The outside world on this machine: a real SMTP server, and an HTTP server for push services, bots and webhooks. */
export interface Sinks {
  readonly letters: Letter[];
  readonly posted: Posted[];
  /** Decides what the mail server answers; an error refuses with its `responseCode`. */
  onLetter: (letter: Letter) => Promise<void> | void;
  /** Decides whether the mail server knows a recipient; an error refuses with its `responseCode`. */
  onRecipient: (address: string) => void;
  /** Decides what the HTTP server answers. */
  onPost: (posted: Posted) => Reply | Promise<Reply>;
  readonly url: string;
  /** Where the mail server listens. */
  readonly smtpUrl: string;
  /** Opens the domain's channels towards these sinks; loopback is let through. */
  readonly open: (settings: NotificationSettings, host: Pick<Host, 'now'>) => ReturnType<typeof openChannels>;
  close(): Promise<void>;
}

/** Starts both servers on free ports of loopback. */
export async function openSinks(): Promise<Sinks> {
  const letters: Letter[] = [];
  const posted: Posted[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _, callback) {
      try {
        sinks.onRecipient(address);
        callback();
      } catch (error) {
        // as: what a test throws is an error.
        callback(error as Error);
      }
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const letter = {
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
        };
        letters.push(letter);
        Promise.resolve(letter)
          .then((one) => sinks.onLetter(one))
          .then(
            () => callback(),
            (error: Error) => callback(error),
          );
      });
    },
  });
  // A client that goes away in the middle is part of some tests.
  smtp.on('error', () => undefined);
  smtp.listen(0, '127.0.0.1');
  const web = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) };
      posted.push(one);
      void Promise.resolve(sinks.onPost(one)).then(({ status, body = '', headers = {} }) =>
        response.writeHead(status, headers).end(body),
      );
    });
  });
  web.listen(0, '127.0.0.1');
  await Promise.all([once(smtp.server, 'listening'), once(web, 'listening')]);
  const portOf = (address: ReturnType<typeof web.address>): number => (address as AddressInfo).port; // as: both listen on TCP.
  const url = `http://127.0.0.1:${portOf(web.address())}`;
  const smtpUrl = `smtp://127.0.0.1:${portOf(smtp.server.address())}`;

  const sinks: Sinks = {
    letters,
    posted,
    onLetter: () => undefined,
    onRecipient: () => undefined,
    onPost: () => ({ status: 200, body: '{"ok":true}' }),
    url,
    smtpUrl,
    open: (settings, { now }) =>
      openChannels(
        {
          ...settings,
          smtpUrl,
          mailFrom: 'Social <no-reply@social.example>',
          vapidSubject: 'mailto:operations@social.example',
          telegram: { token: '1:secret', botName: 'social_bot', webhookSecret: 'telegram-shows-this', apiUrl: url },
        },
        { now },
        (address) => address === '127.0.0.1',
      ),
    async close() {
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => {
          web.close(() => resolve());
          web.closeAllConnections();
        }),
      ]);
    },
  };
  return sinks;
}
