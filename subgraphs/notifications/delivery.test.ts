import { createECDH, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { webhookHeaders } from '../../runtime/webhooks/standard-webhooks.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { openSinks, type Sinks } from '../../tests/notification-sinks.ts';
import { friendRequestSent } from '../friends/events.ts';
import { CHANNELS } from './events.ts';
import { defineNotifications } from './index.ts';
import { TYPES } from './notification-types.ts';

const REGISTER = `mutation ($input: RegisterDeviceInput!) { done: registerDevice(input: $input) {
  device { id kind host isActive } webhookSecret telegramLink
  errors { __typename ... on UserError { path } ... on TooMany { limit } } } }`;
const UNREGISTER = `mutation ($id: ID!) { done: unregisterDevice(input: { deviceId: $id }) {
  device { id } errors { __typename ... on UserError { path } } } }`;
const DEVICES = '{ notificationDevices { id kind isActive } }';
const PREFER = `mutation ($input: UpdateNotificationPreferencesInput!) { done: updateNotificationPreferences(input: $input) {
  preferences { locale timeZone quietHours { from to } choices { type channel isEnabled } }
  errors { __typename ... on UserError { path } } } }`;
const DELIVERIES = `query ($filter: NotificationDeliveryFilterInput) { notificationDeliveries(filter: $filter, first: 100) {
  edges { node { id status channel attempts lastError dueAt sentAt template batchId user { id } } } } }`;
const RETRY = `mutation ($id: ID!) { done: retryNotificationDelivery(input: { deliveryId: $id }) {
  delivery { id status } errors { __typename ... on UserError { path } } } }`;

/** Ids of the representations that profile is asked for. */
const idsOf = (people: unknown): string[] => (people as { id: string }[]).map(({ id }) => id);

describe('deliveries', () => {
  let world: DomainWorld;
  let sinks: Sinks;
  let time: Date;
  let verified: Set<string>;
  let refused: Set<string>;
  let ada: string;
  let bob: string;

  const person = (): string => newId('usr', time);
  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId, { scopes: ['notify'] }));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const register = async (viewerId: string, input: object) => (await run(viewerId, REGISTER, { input })).done;
  const prefer = async (input: object) => (await run(ada, PREFER, { input })).done;
  const published = async (): Promise<void> => {
    // Ids are in order of time: the latest delivery of a channel is to be found first.
    time = new Date(time.getTime() + 1);
    const requestId = newId('frq', time);
    await world.publish(friendRequestSent, { requestId, senderId: bob, receiverId: ada, at: time.toISOString() });
  };
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const delivery = async (channel: string): Promise<any> => {
    const { notificationDeliveries } = await run(ada, DELIVERIES, { filter: { userId: ada, channel } });
    return notificationDeliveries.edges[0]?.node;
  };
  const stands = (channel: string, status: string, attempts?: number) =>
    eventually(async () => {
      const one = await delivery(channel);
      return one?.status === status && (attempts === undefined || one.attempts === attempts);
    }, `${channel} to be ${status}`);
  const later = (minutes: number): void => {
    time = new Date(time.getTime() + minutes * 60_000);
  };
  const browser = () => {
    const keys = createECDH('prime256v1');
    return {
      kind: 'WEB_PUSH',
      endpoint: `${sinks.url}/push/${newId('end', time)}`,
      p256dh: keys.generateKeys('base64url'),
      auth: randomBytes(16).toString('base64url'),
    };
  };
  const webhook = (path = '/hook') => ({ kind: 'WEBHOOK', endpoint: `${sinks.url}${path}` });
  const letters = () => sinks.letters.filter(({ to }) => to.includes(`${ada}@example.com`));
  const headerOf = (raw: string, name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(raw)?.[1]?.trim();

  beforeAll(async () => {
    time = new Date('2026-11-20T12:00:00.000Z');
    verified = new Set();
    refused = new Set();
    sinks = await openSinks();
    world = await openDomainWorld(defineNotifications(sinks.open), {
      now: () => new Date(time),
      answers: {
        profile: (_, { people }) => ({
          _entities: idsOf(people).map((id) => ({ id, profile: { nickname: 'Bob <b>\r\nBcc: eve@example.com' } })),
        }),
        auth: (_, __, { viewerId }) => ({
          me: {
            email: `${viewerId}@example.com`,
            emailVerified: verified.has(String(viewerId)),
            isEmailRefused: refused.has(String(viewerId)),
          },
        }),
      },
    });
  });
  afterAll(async () => {
    await world.close();
    await sinks.close();
  });
  beforeEach(() => {
    later(60 * 24);
    ada = person();
    bob = person();
    verified.add(ada);
  });
  afterEach(() => {
    sinks.posted.length = 0;
    sinks.onLetter = () => undefined;
    sinks.onRecipient = () => undefined;
    sinks.onPost = () => ({ status: 200, body: '{"ok":true}' });
  });

  test('a letter has both texts, a name in it can neither be markup nor a header', async () => {
    await published();
    await stands('EMAIL', 'SENT');
    const [letter] = letters();
    expect(letter?.raw).toContain('Bob <b> Bcc: eve@example.com wants to be your friend.');
    expect(letter?.raw).toContain('Bob &lt;b&gt; Bcc: eve@example.com wants to be your friend.');
    expect(letter?.raw).not.toMatch(/^Bcc:/im);
    expect(headerOf(letter?.raw ?? '', 'Message-ID')).toBe(`<${(await delivery('EMAIL')).id}@social.example>`);
    expect(await delivery('IN_APP')).toMatchObject({ status: 'SENT' });
  });

  test('an address that is not verified gets nothing', async () => {
    verified.delete(ada);
    await published();
    await stands('EMAIL', 'SKIPPED');
    expect(letters()).toEqual([]);
  });

  test('a mail server that is busy is tried again later, with the same Message-ID', async () => {
    sinks.onLetter = () => {
      throw Object.assign(new Error('busy'), { responseCode: 451 });
    };
    await published();
    await eventually(async () => (await delivery('EMAIL'))?.lastError === 'SMTP 451', 'a first attempt');
    expect((await delivery('EMAIL')).status).toBe('PENDING');
    sinks.onLetter = () => undefined;
    later(1);
    await stands('EMAIL', 'SENT', 2);
    const ids = letters().map(({ raw }) => headerOf(raw, 'Message-ID'));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('a letter that is refused for good is given up, and sent when asked to try again', async () => {
    sinks.onLetter = () => {
      throw Object.assign(new Error('no such box'), { responseCode: 550 });
    };
    await published();
    await stands('EMAIL', 'DEAD', 1);
    sinks.onLetter = () => undefined;
    const { id } = await delivery('EMAIL');
    expect((await run(ada, RETRY, { id })).done).toMatchObject({ delivery: { id, status: 'PENDING' }, errors: [] });
    await stands('EMAIL', 'SENT');
    expect((await run(ada, RETRY, { id })).done.errors).toMatchObject([{ __typename: 'DeliveryNotDead' }]);
    expect((await run(ada, RETRY, { id: 'ntd_none' })).done.errors).toMatchObject([{ __typename: 'NotFound' }]);
    expect((await run(ada, RETRY, { id: '' })).done.errors).toMatchObject([{ __typename: 'InvalidInput' }]);
  });

  test('an unknown address fails the delivery at once, and an event without the address is published to auth', async () => {
    sinks.onRecipient = (address) => {
      throw Object.assign(new Error(`5.1.1 ${address} is unknown`), { responseCode: 550 });
    };
    await published();
    await stands('EMAIL', 'DEAD', 1);
    expect((await delivery('EMAIL')).lastError).toBe('SMTP 550 5.1.1');
    expect((await world.published()).filter(({ type }) => type === 'notifications.email-refused')).toEqual([
      { type: 'notifications.email-refused', payload: { userId: ada, at: time.toISOString() } },
    ]);
  });

  test('nothing is sent to an address that is known to be refused', async () => {
    refused.add(ada);
    await published();
    await stands('EMAIL', 'SKIPPED');
    expect(letters()).toEqual([]);
  });

  test('a webhook is signed, and repeated under the same key', async () => {
    const { device, webhookSecret } = await register(ada, webhook());
    expect(device).toMatchObject({ kind: 'WEBHOOK', isActive: true, host: new URL(sinks.url).host });
    sinks.onPost = () => ({ status: 503, headers: { 'retry-after': '120' } });
    await published();
    await eventually(async () => (await delivery('WEBHOOK'))?.lastError === 'answered 503', 'a first attempt');
    expect(new Date((await delivery('WEBHOOK')).dueAt).getTime()).toBeGreaterThanOrEqual(time.getTime() + 120_000);
    sinks.onPost = () => ({ status: 204 });
    later(3);
    await stands('WEBHOOK', 'SENT', 2);
    const [first, second] = sinks.posted;
    expect(second?.body.toString()).toBe(first?.body.toString());
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    for (const { headers, body } of sinks.posted) {
      const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
      expect(headers).toMatchObject(
        webhookHeaders([webhookSecret], { id: String(headers['webhook-id']), body }, sentAt),
      );
    }
  });

  test.each([
    [410, 'DEAD', 0],
    [400, 'DEAD', 1],
    [302, 'DEAD', 1],
  ])('a webhook that answers %d ends %s, and is not followed', async (status, end, devices) => {
    await register(ada, webhook());
    sinks.onPost = () => ({ status, headers: { location: `${sinks.url}/elsewhere` } });
    await published();
    await stands('WEBHOOK', end);
    expect((await run(ada, DEVICES)).notificationDevices).toHaveLength(devices);
    expect(sinks.posted.map(({ path }) => path)).toEqual(['/hook']);
  });

  test('a push reaches the browser encrypted, with a topic; a subscription that is gone is forgotten', async () => {
    await register(ada, browser());
    await published();
    await stands('PUSH', 'SENT');
    const [push] = sinks.posted;
    expect(push?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      topic: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect(String(push?.headers['authorization'])).toMatch(/^vapid t=/);
    expect(push?.body.toString('latin1')).not.toContain('Bob');
    sinks.onPost = () => ({ status: 410 });
    await published();
    await stands('PUSH', 'DEAD');
    expect((await run(ada, DEVICES)).notificationDevices).toEqual([]);
  });

  test('a browser that another person registers is theirs, and gets nothing more of the first', async () => {
    const mine = browser();
    const { device } = await register(ada, mine);
    expect((await register(ada, mine)).device.id).toBe(device.id);
    expect((await register(bob, mine)).device.id).not.toBe(device.id);
    await published();
    await stands('EMAIL', 'SENT');
    expect(await delivery('PUSH')).toBeUndefined();
    expect(sinks.posted).toEqual([]);
  });

  test('a chat is linked by pressing Start, and written to in plain text', async () => {
    const { device, telegramLink } = await register(ada, { kind: 'TELEGRAM' });
    expect(device.isActive).toBe(false);
    const code = new URL(telegramLink).searchParams.get('start');
    await world.sql.$executeRaw`
      UPDATE device SET place = 'telegram:4711', endpoint = '4711' WHERE place = ${`link:${code}`}`;
    await published();
    await stands('TELEGRAM', 'SENT');
    const [message] = sinks.posted;
    expect(message?.path).toBe('/bot1:secret/sendMessage');
    expect(JSON.parse(message?.body.toString() ?? '')).toEqual({
      chat_id: '4711',
      text: 'New friend request\n\nBob <b> Bcc: eve@example.com wants to be your friend.',
    });
    sinks.onPost = () => ({ status: 429, body: '{"ok":false,"parameters":{"retry_after":300}}' });
    await published();
    await eventually(async () => (await delivery('TELEGRAM'))?.lastError === 'answered 429', 'a first attempt');
    expect(new Date((await delivery('TELEGRAM')).dueAt).getTime()).toBeGreaterThanOrEqual(time.getTime() + 300_000);
  });

  test('quiet hours hold letters back, and not the inbox; what was read by then is not sent', async () => {
    time = new Date(`${time.toISOString().slice(0, 10)}T23:00:00.000Z`);
    await prefer({ timeZone: 'UTC', quietHours: { from: '22:00', to: '07:00' } });
    await published();
    await stands('IN_APP', 'SENT');
    await eventually(async () => (await delivery('EMAIL')).dueAt.slice(11, 16) === '07:00', 'the letter to wait');
    expect((await delivery('EMAIL')).attempts).toBe(0);
    expect(letters()).toEqual([]);
    later(8 * 60);
    await stands('EMAIL', 'SENT');

    later(16 * 60);
    await published();
    await eventually(async () => (await delivery('EMAIL')).dueAt?.slice(11, 16) === '07:00', 'the letter to wait');
    await run(ada, 'mutation { markAllNotificationsRead { markedCount } }');
    later(8 * 60);
    await stands('EMAIL', 'SKIPPED');
    expect(letters()).toHaveLength(1);
  });

  test('a channel that a person has turned off delivers nothing', async () => {
    const choices = ['IN_APP', 'EMAIL'].map((channel) => ({ type: 'FRIEND_REQUEST', channel, isEnabled: false }));
    await prefer({ choices });
    await register(ada, webhook());
    await published();
    await stands('WEBHOOK', 'SENT');
    expect(await delivery('EMAIL')).toBeUndefined();
    expect(await run(ada, '{ unreadNotificationCount }')).toEqual({ unreadNotificationCount: 0 });
  });

  test('a worker that dies after sending leaves an attempt that is made again under the same key', async () => {
    await register(ada, webhook());
    sinks.onPost = async () => {
      // The worker dies here: what it sent has arrived, and that it was sent is never written down.
      await world.sql.$executeRaw`UPDATE delivery SET lease = 'died' WHERE user_id = ${ada} AND channel = 'WEBHOOK'`;
      return { status: 200 };
    };
    await published();
    await eventually(() => sinks.posted.length === 1, 'a first attempt');
    await eventually(async () => (await delivery('WEBHOOK')).status === 'PENDING', 'the attempt to hang');
    sinks.onPost = () => ({ status: 200 });
    later(2);
    await stands('WEBHOOK', 'SENT', 2);
    const [first, second, ...more] = sinks.posted.map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
    expect(more).toEqual([]);
  });

  test.each([
    [
      'an address on the wire only',
      { kind: 'WEBHOOK', endpoint: 'http://example.com/' },
      'AddressNotAllowed',
      'endpoint',
    ],
    ['a private address', { kind: 'WEBHOOK', endpoint: 'https://10.0.0.1/' }, 'AddressNotAllowed', 'endpoint'],
    ['the cloud’s own', { kind: 'WEBHOOK', endpoint: 'https://169.254.169.254/' }, 'AddressNotAllowed', 'endpoint'],
    ['no address', { kind: 'WEBHOOK' }, 'InvalidInput', 'endpoint'],
    ['what is no address', { kind: 'WEBHOOK', endpoint: 'nonsense' }, 'InvalidInput', 'endpoint'],
    ['port 0', { kind: 'WEBHOOK', endpoint: 'https://8.8.8.8:0/' }, 'InvalidInput', 'endpoint'],
    ['a header', { kind: 'WEBHOOK', endpoint: 'https://8.8.8.8/\r\nX-Admin: yes' }, 'InvalidInput', 'endpoint'],
    ['a name of its own', { kind: 'WEBHOOK', endpoint: 'https://a:b@8.8.8.8/' }, 'InvalidInput', 'endpoint'],
    ['a browser without keys', { kind: 'WEB_PUSH', endpoint: 'https://8.8.8.8/' }, 'InvalidInput', 'p256dh'],
    ['a name that is too long', { kind: 'TELEGRAM', name: 'x'.repeat(81) }, 'InvalidInput', 'name'],
  ])('%s is not registered', async (_, input, __typename, field) => {
    expect(await register(ada, input)).toMatchObject({
      device: null,
      errors: [{ __typename, path: ['input', field] }],
    });
  });

  test('the fifty-first device is refused, an old one may come again; another’s cannot be removed', async () => {
    const first = await register(ada, webhook('/0'));
    for (let at = 1; at < 50; at += 1) await register(ada, webhook(`/${at}`));
    expect((await register(ada, webhook('/one-more'))).errors).toEqual([
      { __typename: 'TooMany', path: ['input'], limit: 50 },
    ]);
    expect((await register(ada, webhook('/0'))).device.id).toBe(first.device.id);
    const { id } = first.device;
    expect((await run(bob, UNREGISTER, { id })).done.errors).toMatchObject([{ __typename: 'NotFound' }]);
    expect((await run(ada, UNREGISTER, { id })).done).toMatchObject({ device: { id }, errors: [] });
    expect((await run(ada, UNREGISTER, { id: '' })).done.errors).toMatchObject([{ __typename: 'InvalidInput' }]);
  });

  test.each([
    ['a zone that is none', { timeZone: 'Europe/Atlantis' }, ['input', 'timeZone']],
    ['an offset', { timeZone: '+01:00' }, ['input', 'timeZone']],
    ['a time that is none', { quietHours: { from: '25:00', to: '07:00' } }, ['input', 'quietHours', 'from']],
    ['quiet hours without an hour', { quietHours: { from: '07:00', to: '07:00' } }, ['input', 'quietHours']],
  ])('%s is refused', async (_, input, path) => {
    expect(await prefer(input)).toEqual({ preferences: null, errors: [{ __typename: 'InvalidInput', path }] });
  });

  test('preferences change by what is given only', async () => {
    expect((await prefer({ timeZone: 'us/eastern' })).preferences.timeZone).toBe('US/Eastern');
    await prefer({ locale: 'de-CH', timeZone: 'Europe/Zurich', quietHours: { from: '22:00', to: '07:30' } });
    const { preferences } = await prefer({ choices: [{ type: 'MESSAGE', channel: 'EMAIL', isEnabled: true }] });
    expect(preferences).toMatchObject({
      locale: 'de-CH',
      timeZone: 'Europe/Zurich',
      quietHours: { from: '22:00', to: '07:30' },
    });
    expect(preferences.choices).toHaveLength(TYPES.length * CHANNELS.length);
    expect(preferences.choices).toContainEqual({ type: 'MESSAGE', channel: 'EMAIL', isEnabled: true });
    expect((await prefer({ quietHours: null })).preferences.quietHours).toBeNull();
    await published();
    await stands('EMAIL', 'SENT');
    expect(letters()[0]?.raw).toMatch(/Neue Freundschaftsanfrage/);
  });
});
