import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { type Mail, openMail } from './mail.ts';

type Step = 'MAIL' | 'RCPT' | 'DATA';

let server: SMTPServer;
let mail: Mail;
/** What the server says at a step. */
let refusal: { readonly step: Step; readonly code: number; readonly words: string } | null = null;

const at = (step: Step, callback: (error?: Error | null) => void): void =>
  callback(
    refusal?.step === step ? Object.assign(new Error(refusal.words), { responseCode: refusal.code }) : undefined,
  );

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_, __, callback) => at('MAIL', callback),
    onRcptTo: (_, __, callback) => at('RCPT', callback),
    onData(stream, _, callback) {
      stream.resume();
      stream.on('end', () => at('DATA', callback));
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  mail = openMail({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Social <no-reply@social.example>', connections: 1 });
});
afterAll(() => {
  mail.close();
  server.close(() => undefined);
});

const send = (to = 'ada@example.org') => mail.send({ to, id: 'ntd_1', subject: 'Hello', text: 'Hello.' });

test.each<[Step, number, string, boolean, boolean]>([
  ['RCPT', 550, 'ada@example.org: no such user', true, true],
  ['RCPT', 550, '5.1.1 <ada@example.org> unknown', true, true],
  ['RCPT', 553, '5.1.3 ada@example.org: bad syntax', true, true],
  ['RCPT', 550, '5.2.1 mailbox of ada@example.org disabled', true, true],
  ['DATA', 550, '5.1.1 ada@example.org unknown', true, true],
  ['RCPT', 552, '5.2.2 mailbox of ada@example.org full', true, false],
  ['RCPT', 550, '5.7.1 relaying to ada@example.org denied', true, false],
  ['DATA', 554, '5.7.1 ada@example.org does not want spam', true, false],
  ['DATA', 552, 'too long for ada@example.org', true, false],
  ['RCPT', 550, '5.1.8 sender has no domain, ada@example.org', true, false],
  ['RCPT', 450, '4.2.1 ada@example.org: come back later', false, false],
  ['RCPT', 421, 'ada@example.org: busy', false, false],
  ['DATA', 451, 'ada@example.org: busy', false, false],
  ['MAIL', 550, 'sender not allowed to write to ada@example.org', false, false],
])('%s %i %s: for good %s, the address %s; its words stay there', async (step, code, words, isPermanent, isAddress) => {
  refusal = { step, code, words };
  const error: unknown = await send().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'MailRefused', isPermanent, isAddressRefused: isAddress });
  expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('ada@');
  expect(String(error)).toContain(`SMTP ${code}`);
  refusal = null;
});

test.each(['ada\r\n@example.org', ''])('%j is refused before any server is asked', async (to) => {
  await expect(send(to)).rejects.toMatchObject({ isPermanent: true, isAddressRefused: true });
});

test('a server that cannot be reached may be there later', async () => {
  const away = openMail({ smtpUrl: 'smtp://127.0.0.1:1', from: 'a@b.example', connections: 1 });
  const letter = { to: 'ada@example.org', id: 'ntd_1', subject: 'Hello', text: 'Hello.' };
  await expect(away.send(letter)).rejects.toMatchObject({ isPermanent: false, isAddressRefused: false });
  away.close();
});

test('what is taken is taken', async () => {
  await expect(send()).resolves.toBeUndefined();
});
