import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { openSinks, type Sinks } from '../../tests/notification-sinks.ts';
import { securityEventRecorded } from '../auth/events.ts';
import { friendRequestSent, friendshipStarted } from '../friends/events.ts';
import { defineNotifications } from './index.ts';
import { TYPES } from './notification-types.ts';

const PREFER = `mutation ($input: UpdateNotificationPreferencesInput!) { done: updateNotificationPreferences(input: $input) {
  preferences { digestTime digestDay choices { type channel isEnabled frequency } }
  errors { __typename ... on UserError { path } } } }`;
const DELIVERIES = `query ($filter: NotificationDeliveryFilterInput) { notificationDeliveries(filter: $filter, first: 100) {
  edges { node { id status attempts dueAt lastError template } } } }`;
const RETRY = `mutation ($id: ID!) { done: retryNotificationDelivery(input: { deliveryId: $id }) {
  errors { __typename } } }`;

/** Ids of the representations that profile is asked for. */
const idsOf = (people: unknown): string[] => (people as { id: string }[]).map(({ id }) => id);

describe('digests', () => {
  let world: DomainWorld;
  let sinks: Sinks;
  let time: Date;
  let ada: string;
  let names: Map<string, string>;

  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (query: string, variables: Record<string, unknown> = {}): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(ada, { scopes: ['notify'] }));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const prefer = async (input: object) => (await run(PREFER, { input })).done;
  const every = (frequency: string, more: object = {}) =>
    prefer({ choices: [{ channel: 'EMAIL', frequency, ...more }] });
  const at = (iso: string): void => {
    time = new Date(iso);
  };
  /** Ids are in order of time: what comes later is to be found first. */
  const tick = () => at(new Date(time.getTime() + 1).toISOString());
  const requests = async (name: string): Promise<void> => {
    tick();
    const senderId = newId('usr', time);
    names.set(senderId, name);
    const requestId = newId('frq', time);
    await world.publish(friendRequestSent, { requestId, senderId, receiverId: ada, at: time.toISOString() });
  };
  const befriended = async (): Promise<void> => {
    tick();
    await world.publish(friendshipStarted, { userIds: [ada, newId('usr', time)], at: time.toISOString() });
  };
  const deliveries = async (): Promise<{ id: string; status: string; lastError: string | null }[]> => {
    const { notificationDeliveries } = await run(DELIVERIES, { filter: { userId: ada, channel: 'EMAIL' } });
    return notificationDeliveries.edges.map(({ node }: { node: object }) => node);
  };
  /** In whatever order: what is brought to people within one millisecond has none. */
  const stand = (...statuses: string[]) =>
    eventually(
      async () =>
        (await deliveries())
          .map(({ status }) => status)
          .sort()
          .join() === statuses.toSorted().join(),
      `letters to be ${statuses}`,
    );
  /** Slots of digests that wait. */
  const waiting = async (): Promise<(string | null)[]> => {
    const rows = await world.sql.$queryRaw<{ slot: Date | null }[]>`
      SELECT slot FROM digest WHERE user_id = ${ada} AND status = 'PENDING' ORDER BY slot`;
    return rows.map(({ slot }) => slot?.toISOString() ?? null);
  };
  const letters = () => sinks.letters.filter(({ to }) => to.includes(`${ada}@example.com`)).map(({ raw }) => raw);
  const header = (raw: string | undefined, name: string): string | undefined =>
    new RegExp(`^${name}: *((?:.|\r\n[ \t])*)`, 'im')
      .exec(raw ?? '')?.[1]
      ?.replaceAll(/\r\n[ \t]/g, '')
      .trim();
  /** Both texts of a letter, plain text first. */
  const textOf = (raw: string | undefined): string =>
    (raw ?? '')
      .split(/^--.*_NmP.*$/m)
      .map((part) => {
        const [head = '', ...body] = part.trim().split('\r\n\r\n');
        const text = body.join('\r\n\r\n');
        if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString();
        return /quoted-printable/i.test(head) ? text.replaceAll('=\r\n', '') : text;
      })
      .join('\n');

  beforeAll(async () => {
    names = new Map();
    at('2026-11-20T12:10:00.000Z');
    sinks = await openSinks();
    world = await openDomainWorld(defineNotifications(sinks.open), {
      now: () => new Date(time),
      answers: {
        profile: (_, { people }) => ({
          _entities: idsOf(people).map((id) => ({ id, profile: { nickname: names.get(id) ?? 'nobody' } })),
        }),
        auth: (_, __, { viewerId }) => ({ me: { email: `${viewerId}@example.com`, emailVerified: true } }),
      },
    });
  });
  afterAll(async () => {
    await world.close();
    await sinks.close();
  });
  beforeEach(() => {
    at('2026-11-20T12:10:00.000Z');
    ada = newId('usr', time);
  });
  afterEach(() => {
    sinks.onLetter = () => undefined;
  });

  test('one e-mail lists what came since the last one and is still unread, in the reader’s language', async () => {
    await prefer({ locale: 'ru', choices: [{ type: 'FRIEND_REQUEST', channel: 'EMAIL', frequency: 'HOURLY' }] });
    await requests('bob <b>');
    await stand('HELD');
    await run('mutation { markAllNotificationsRead { markedCount } }');
    await requests('eve <i>');
    await requests('joe');
    await stand('HELD', 'HELD', 'HELD');
    expect(letters()).toEqual([]);
    at('2026-11-20T13:00:00.000Z');
    await stand('SENT', 'SENT', 'SKIPPED');

    const [letter, ...more] = letters();
    expect(more).toEqual([]);
    const text = textOf(letter);
    expect(text).toContain('• Новая заявка в друзья: eve <i> хочет добавить вас в друзья.');
    expect(text).toContain('eve &lt;i&gt;');
    expect(text).not.toContain('bob');
    expect(text.indexOf('eve')).toBeLessThan(text.indexOf('joe'));
    const subject = /\?B\?(.+)\?=/.exec(header(letter, 'Subject') ?? '')?.[1] ?? '';
    expect(Buffer.from(subject, 'base64').toString()).toBe('Что нового: 2');
    at('2026-11-20T15:00:00.000Z');
    await requests('ann');
    await stand('HELD', 'SENT', 'SENT', 'SKIPPED');
    expect(letters()).toHaveLength(1);
  });

  test('where everything was read nothing is sent', async () => {
    await every('HOURLY');
    await requests('bob');
    await stand('HELD');
    await run('mutation { markAllNotificationsRead { markedCount } }');
    at('2026-11-20T13:00:00.000Z');
    await stand('SKIPPED');
    expect(letters()).toEqual([]);
  });

  test('a day in the person’s time zone, and a week, have one letter each, also over several types', async () => {
    await prefer({ timeZone: 'Europe/Zurich', digestTime: '18:30', digestDay: 'SUNDAY' });
    await prefer({
      choices: [
        { type: 'FRIEND_REQUEST', channel: 'EMAIL', frequency: 'DAILY' },
        { type: 'FRIENDSHIP', channel: 'EMAIL', frequency: 'WEEKLY', isEnabled: true },
      ],
    });
    await requests('bob');
    await befriended();
    await stand('HELD', 'HELD');
    expect(await waiting()).toEqual(['2026-11-20T17:30:00.000Z', '2026-11-22T17:30:00.000Z']);
    at('2026-11-22T17:00:00.000Z');
    await eventually(() => letters().length === 1, 'the letter of the day');
    await requests('eve');
    await stand('HELD', 'HELD', 'SENT');
    expect(await waiting()).toEqual(['2026-11-22T17:30:00.000Z']);
    at('2026-11-22T17:30:00.000Z');
    await stand('SENT', 'SENT', 'SENT');
    expect(letters()).toHaveLength(2);
    const token = new URL(header(letters()[1], 'List-Unsubscribe')?.slice(1, -1) ?? '').searchParams.get('token') ?? '';
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toEqual([
      ada,
      ['FRIENDSHIP', 'FRIEND_REQUEST'],
    ]);
    expect(header(letters()[1], 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  test('a change of mind loses nothing: what was held leaves at once and together, what comes after goes by itself', async () => {
    await prefer({
      choices: [
        { type: 'FRIEND_REQUEST', channel: 'EMAIL', frequency: 'WEEKLY' },
        { type: 'FRIENDSHIP', channel: 'EMAIL', frequency: 'DAILY', isEnabled: true },
      ],
    });
    await requests('bob');
    await befriended();
    await stand('HELD', 'HELD');
    expect(await waiting()).toHaveLength(2);
    await every('AT_ONCE');
    await stand('SENT', 'SENT');
    expect(letters()).toHaveLength(1);
    await requests('eve');
    await stand('SENT', 'SENT', 'SENT');
    expect(letters()).toHaveLength(2);
    await every('WEEKLY');
    await requests('ann');
    await stand('HELD', 'SENT', 'SENT', 'SENT');
    await every('WEEKLY');
    await prefer({ digestTime: '08:00', choices: [{ type: 'MESSAGE', channel: 'PUSH', isEnabled: false }] });
    expect(await waiting()).toEqual(['2026-11-23T08:00:00.000Z']);
    await prefer({ digestTime: '09:00' });
    await stand('SENT', 'SENT', 'SENT', 'SENT');
  });

  test('letters of the night leave together when quiet hours end', async () => {
    await prefer({ quietHours: { from: '22:00', to: '07:00' } });
    await every('HOURLY');
    const heldDeliveries: string[] = [];
    for (const hour of ['2026-11-20T22:30', '2026-11-21T02:30', '2026-11-21T06:59']) {
      at(`${hour}:00.000Z`);
      await requests('bob');
      heldDeliveries.push('HELD');
      await stand(...heldDeliveries);
    }
    at('2026-11-21T07:00:00.000Z');
    await stand('SENT', 'SENT', 'SENT');
    expect(letters()).toHaveLength(1);
  });

  test('account notifications are sent at once, and cannot be turned off', async () => {
    await every('WEEKLY');
    await world.publish(securityEventRecorded, {
      eventId: newId('sev', time),
      userId: ada,
      kind: 'ROLE_GRANTED',
      isNewDevice: false,
      at: time.toISOString(),
    });
    await stand('SENT');
    expect(header(letters()[0], 'Subject')).toBe('New role');
    expect(header(letters()[0], 'List-Unsubscribe')).toBeUndefined();
    expect(header(letters()[0], 'List-Unsubscribe-Post')).toBeUndefined();
  });

  test('a letter by itself can be ended by one click', async () => {
    await requests('bob');
    await stand('SENT');
    expect(header(letters()[0], 'List-Unsubscribe')).toMatch(/^<http:\/\/\S+\/notifications\/unsubscribe\?token=\S+>$/);
    expect(header(letters()[0], 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  test('a mail server that is busy gets the same letter later; one that refuses ends it, until it is tried again', async () => {
    sinks.onLetter = () => {
      throw Object.assign(new Error('busy'), { responseCode: 451 });
    };
    await every('HOURLY');
    await requests('bob');
    await stand('HELD');
    at('2026-11-20T13:00:00.000Z');
    // The next attempt is scheduled by the clock: it moves on only after the first one is stored.
    await eventually(async () => {
      const [digest] = await world.sql.$queryRaw<{ lastError: string | null }[]>`
        SELECT last_error AS "lastError" FROM digest WHERE user_id = ${ada}`;
      return digest?.lastError === 'SMTP 451';
    }, 'a first attempt that failed');
    expect(letters()).toHaveLength(1);
    sinks.onLetter = () => {
      throw Object.assign(new Error('no such box'), { responseCode: 550 });
    };
    at('2026-11-20T13:05:00.000Z');
    await stand('DEAD');
    const ids = letters().map((raw) => header(raw, 'Message-ID'));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect((await deliveries())[0]).toMatchObject({ lastError: 'SMTP 550' });

    sinks.onLetter = () => undefined;
    expect((await run(RETRY, { id: (await deliveries())[0]?.id })).done.errors).toEqual([]);
    await stand('HELD');
    at('2026-11-20T14:00:00.000Z');
    await stand('SENT');
  });

  test('what comes while a digest is on its way waits for the next one', async () => {
    await every('HOURLY');
    await requests('bob');
    await stand('HELD');
    const heldDeliveries = Promise.withResolvers<void>();
    sinks.onLetter = () => heldDeliveries.promise;
    at('2026-11-20T13:00:00.000Z');
    await eventually(() => letters().length === 1, 'the letter to be on its way');
    await prefer({ digestTime: '09:00' });
    await requests('eve');
    heldDeliveries.resolve();
    sinks.onLetter = () => undefined;
    await stand('HELD', 'SENT');
    expect(textOf(letters()[0])).not.toContain('eve');
    at('2026-11-20T14:00:00.000Z');
    await stand('SENT', 'SENT');
    expect(letters()).toHaveLength(2);
  });

  test.each([
    ['over another channel', { choices: [{ channel: 'PUSH', frequency: 'DAILY' }] }, ['choices', '0', 'frequency']],
    [
      'of the account',
      { choices: [{ type: 'ACCOUNT', channel: 'EMAIL', frequency: 'DAILY' }] },
      ['choices', '0', 'frequency'],
    ],
    ['at a time that is none', { digestTime: '8 o’clock' }, ['digestTime']],
    ['and a choice that says nothing', { choices: [{ channel: 'EMAIL' }] }, ['choices', '0', 'isEnabled']],
  ])('a digest %s is refused', async (_, input, path) => {
    expect(await prefer(input)).toEqual({
      preferences: null,
      errors: [{ __typename: 'InvalidInput', path: ['input', ...path] }],
    });
  });

  test('a choice for the channel is one for every type but ACCOUNT, and leaves on and off as they were', async () => {
    await prefer({ choices: [{ type: 'FRIEND_REQUEST', channel: 'EMAIL', isEnabled: false }] });
    const { preferences } = await every('DAILY');
    expect(preferences).toMatchObject({ digestTime: '08:00', digestDay: 'MONDAY' });
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const mail = preferences.choices.filter(({ channel }: any) => channel === 'EMAIL');
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const isEnabled = new Map(mail.map((choice: any) => [choice.type, choice.isEnabled]));
    expect(['FRIEND_REQUEST', 'MESSAGE', 'ANNOUNCEMENT'].map((type) => isEnabled.get(type))).toEqual([
      false,
      false,
      true,
    ]);
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    expect(mail.map(({ type, frequency }: any) => [type, frequency])).toEqual(
      TYPES.map((type) => [type, type === 'ACCOUNT' ? 'AT_ONCE' : 'DAILY']),
    );
  });
});
