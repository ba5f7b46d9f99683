import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../runtime/executor/caller.ts';
import { newId } from '../runtime/operations/ids.ts';
import { createCallerSigner } from '../runtime/serve/caller-token.ts';
import { openAuthRepository } from '../subgraphs/auth/repository/index.ts';
import { type FreshDatabase, freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { type Killable, startKillable } from './killable.ts';
import { openSinks, type Sinks } from './notification-sinks.ts';
import { followAllProducers } from './producer.ts';

const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
let database: FreshDatabase;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let sinks: Sinks;
let dataDir: string;
let running: Killable[];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'killed-workers-'));
  [database, redis, sinks] = await Promise.all([freshDatabase(), privateRedis(), openSinks()]);
});
afterAll(async () => {
  await Promise.all([redis.stop(), database.drop(), sinks.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  running = [];
  sinks.posted.length = 0;
  sinks.letters.length = 0;
});
afterEach(async () => {
  sinks.onLetter = () => undefined;
  sinks.onPost = () => ({ status: 200, body: '{"ok":true}' });
  await Promise.all(running.map((one) => one.kill()));
});

const start = async (name: string, ...words: string[]): Promise<Killable> => {
  const one = await startKillable(name, words, {
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    AUTH_DATABASE_URL: database.urlOf('auth'),
    NOTIFICATIONS_DATABASE_URL: database.urlOf('notifications'),
    CALLER_SIGNING_KEY: signingKey,
    PORT: '0',
    SMTP_URL: sinks.smtpUrl,
    MAIL_FROM: 'Social <no-reply@social.example>',
    SMS_URL: `${sinks.url}/sms`,
    SMS_TOKEN: 'token',
    TELEGRAM_BOT_TOKEN: '1:secret',
    TELEGRAM_BOT_NAME: 'social_bot',
    TELEGRAM_WEBHOOK_SECRET: 'telegram-shows-this',
    TELEGRAM_API_URL: sinks.url,
  });
  running.push(one);
  return one;
};
/** What the outside has taken, whole. */
const arrived = (): number => sinks.letters.length + sinks.posted.length;
const postedTo = (path: string) => sinks.posted.filter((one) => one.path.startsWith(path));
/** The outside takes what comes, and its answer never does. */
const holdAnswers = (): void => {
  sinks.onLetter = () => new Promise(() => undefined);
  sinks.onPost = () => new Promise(() => undefined);
};
const answerAgain = (): void => {
  sinks.onLetter = () => undefined;
  sinks.onPost = () => ({ status: 200, body: '{"ok":true}' });
};
/** The process dies when what it sent has arrived, and before it can write that down. */
const killWhenSent = async (worker: Killable, count = 1): Promise<void> => {
  await eventually(() => arrived() === count, 'everything to arrive');
  await worker.kill();
  answerAgain();
};
const header = (raw: string | undefined, name: string): string =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(raw ?? '')?.[1]?.trim() ?? '';

describe('notifications', () => {
  let ada: string;
  beforeEach(() => {
    ada = newId('usr', new Date());
  });

  const worker = () => start('notifications', 'tests/notification-worker.ts');
  const sendTo = (userIds: readonly string[], channel: string) =>
    database.query(
      `INSERT INTO notifications.occurrence (id, type, template, data, audience, user_ids, channels, due_at, created_at)
       VALUES ($1, 'ANNOUNCEMENT', 'auth.security-event-recorded', '{}', 'USERS', $2, $3, now(), now())`,
      [`${newId('evt', new Date())}:0`, userIds, [channel]],
    );
  const addDevice = (kind: string, endpoint: string) => {
    const keys = createECDH('prime256v1');
    return database.query(
      `INSERT INTO notifications.device (id, user_id, kind, place, endpoint, p256dh, auth, created_at)
       VALUES ($1, $2, $3, $1, $4, $5, $6, now())`,
      [
        newId('dev', new Date()),
        ada,
        kind,
        endpoint,
        keys.generateKeys('base64url'),
        randomBytes(16).toString('base64url'),
      ],
    );
  };
  const delivery = async (channel = 'EMAIL') => {
    const { rows } = await database.query('SELECT * FROM notifications.delivery WHERE user_id = $1 AND channel = $2', [
      ada,
      channel,
    ]);
    return rows[0];
  };
  const stands = (status: string, channel?: string) =>
    eventually(async () => (await delivery(channel))?.['status'] === status, `the delivery to be ${status}`);
  /** As time would have it. */
  const lapse = (table: 'delivery' | 'digest') =>
    database.query(`UPDATE notifications.${table} SET due_at = now() WHERE user_id = $1 AND status = 'PENDING'`, [ada]);

  const DEVICES: Readonly<Record<string, () => Promise<unknown>>> = {
    PUSH: () => addDevice('WEB_PUSH', `${sinks.url}/push`),
    WEBHOOK: () => addDevice('WEBHOOK', `${sinks.url}/hook`),
    TELEGRAM: () => addDevice('TELEGRAM', '4711'),
  };
  /** What lets the receiver of each channel recognize a repeated delivery. */
  const KEYS: Readonly<Record<string, () => unknown[]>> = {
    EMAIL: () => sinks.letters.map(({ raw }) => header(raw, 'Message-ID')),
    PUSH: () => postedTo('/push').map(({ headers }) => headers['topic']),
    WEBHOOK: () =>
      postedTo('/hook').map(({ headers, body }) =>
        [headers['webhook-id'], headers['idempotency-key'], body.toString()].join(),
      ),
    // There is no key: it may be read twice, and is the same text.
    TELEGRAM: () => postedTo('/bot').map(({ body }) => body.toString()),
  };

  test('killed between sending and settling, each channel sends once more what can be recognized as the same', async () => {
    const channels = Object.keys(KEYS);
    await Promise.all(channels.map((channel) => DEVICES[channel]?.()));
    holdAnswers();
    const first = await worker();
    for (const channel of channels) await sendTo([ada], channel);
    await killWhenSent(first, channels.length);
    for (const channel of channels)
      expect(await delivery(channel)).toMatchObject({ status: 'PENDING', attempts: 1, channel });

    await lapse('delivery');
    await worker();
    for (const channel of channels) {
      await stands('SENT', channel);
      expect(await delivery(channel)).toMatchObject({ attempts: 2 });
      const [one, other, ...more] = KEYS[channel]?.() ?? [];
      expect(String(one).length).toBeGreaterThan(10);
      expect({ channel, again: other, more }).toEqual({ channel, again: one, more: [] });
    }
  });

  test('killed between sending and settling, a digest is sent once more under the same id, and there is one', async () => {
    await database.query(
      `INSERT INTO notifications.choice (user_id, type, channel, frequency) VALUES ($1, 'ANNOUNCEMENT', 'EMAIL', 'WEEKLY')`,
      [ada],
    );
    const first = await worker();
    await sendTo([ada], 'EMAIL');
    await stands('HELD');
    holdAnswers();
    await lapse('digest');
    await killWhenSent(first);
    expect(await delivery()).toMatchObject({ status: 'HELD' });

    await lapse('digest');
    await worker();
    await stands('SENT');
    const ids = sinks.letters.map(({ raw }) => header(raw, 'Message-ID'));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toMatch(/^<ntg_/);
    expect(ids[1]).toBe(ids[0]);
    const { rows } = await database.query('SELECT status FROM notifications.digest WHERE user_id = $1', [ada]);
    expect(rows).toEqual([{ status: 'SENT' }]);
  });

  test('killed while it notifies many, each of them is notified once', async () => {
    const people = Array.from({ length: 4_000 }, () => newId('usr', new Date()));
    const notifiedCount = async (): Promise<number> => {
      const { rows } = await database.query(
        `SELECT count(*)::int AS notified FROM notifications.notification n JOIN notifications.delivery d ON d.notification_id = n.id
         WHERE n.user_id = ANY($1) AND d.channel = 'IN_APP' AND d.status = 'SENT' AND n.sequence = 1`,
        [people],
      );
      return Number(rows[0]?.['notified']);
    };
    const first = await worker();
    await sendTo(people, 'IN_APP');
    await eventually(async () => (await notifiedCount()) > 0, 'some to be notified');
    await first.kill();
    await database.query('UPDATE notifications.occurrence SET due_at = now()');
    await worker();
    await eventually(async () => (await notifiedCount()) === people.length, 'all to be notified');
    const { rows } = await database.query(
      'SELECT count(*)::int AS all, max(sequence) AS newest FROM notifications.notification WHERE user_id = ANY($1)',
      [people],
    );
    expect(rows).toEqual([{ all: people.length, newest: 1 }]);
  });
});

describe('messages of auth', () => {
  const reset = async ({ url }: Killable, identifier: string): Promise<void> => {
    const query = `mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { __typename } } }`;
    const token = createCallerSigner(signingKey, () => new Date()).sign(ANONYMOUS, 'auth');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: { input: { identifier } } }),
    });
    expect(await response.json()).toMatchObject({ data: { requestPasswordReset: { errors: [] } } });
  };
  const waiting = async (): Promise<unknown[]> => (await database.query('SELECT attempts FROM auth.work_item')).rows;

  const KINDS: readonly (readonly [kind: 'EMAIL' | 'PHONE', identifier: string, keys: () => string[]])[] = [
    ['EMAIL', 'eva@example.org', () => sinks.letters.map(({ raw }) => header(raw, 'Message-ID'))],
    [
      'PHONE',
      '+4915112345678',
      () => sinks.posted.map(({ headers, body }) => [headers['idempotency-key'], body.toString()].join()),
    ],
  ];

  test('killed between sending and noting them, a mail and a text message are sent once more under the same id', async () => {
    const repository = openAuthRepository(database.urlOf('auth'));
    // Otherwise a process that runs alone waits for the snapshots of the others before it says that it is ready.
    await followAllProducers(repository.sql);
    for (const [kind, value] of KINDS)
      await repository.transaction((store) =>
        store.addAccount({
          id: newId('usr', new Date()),
          createdAt: new Date(),
          dateOfBirth: '1990-12-10',
          identifiers: [{ kind, value }],
          passwordHash: 'not one',
        }),
      );
    await repository.close();
    holdAnswers();
    const first = await start('auth', 'scripts/serve.ts', 'auth');
    for (const [, identifier] of KINDS) await reset(first, identifier);
    await killWhenSent(first, KINDS.length);
    expect(await waiting()).toEqual([{ attempts: 1 }, { attempts: 1 }]);

    await database.query('UPDATE auth.work_item SET lease_until = now()');
    await start('auth', 'scripts/serve.ts', 'auth');
    await eventually(async () => (await waiting()).length === 0, 'the messages to leave');
    for (const [kind, , keys] of KINDS) {
      const [one, other, ...more] = keys();
      expect(String(one).length).toBeGreaterThan(10);
      expect({ kind, again: other, more }).toEqual({ kind, again: one, more: [] });
    }
  });
});
