import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { securityEventRecorded, userRegistered } from '../auth/events.ts';
import { messageSent } from '../chat/events.ts';
import { friendRequestSent, friendshipStarted } from '../friends/events.ts';
import { streamStarted } from '../streaming/events.ts';
import subgraph from './index.ts';

const INBOX = `query ($filter: NotificationFilterInput, $first: Int, $after: String) {
  notifications(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
    id type template title body isRead readAt archivedAt actor { id } message { id } friendRequest { id } stream { id } } } }
  unreadNotificationCount notificationsCursor }`;
const ADDED = `subscription ($after: String) { notificationAdded(after: $after) {
  notification { id title isRead } cursor resyncRequired } }`;
const MARK = `mutation ($id: ID!) { done: markNotificationRead(input: { notificationId: $id }) {
  notification { id isRead readAt } errors { __typename ... on UserError { path } } } }`;
const ARCHIVE = `mutation ($id: ID!) { done: archiveNotification(input: { notificationId: $id }) {
  notification { id isRead archivedAt } errors { __typename ... on UserError { path } } } }`;
const ALL = 'mutation { done: markAllNotificationsRead { markedCount errors { __typename } } }';
const ENTITY = `query ($id: ID!) { _entities(representations: [{ __typename: "Notification", id: $id }]) {
  ... on Notification { id title } } }`;

/** Ids of the representations that profile is asked for. */
const idsOf = (people: unknown): string[] => (people as { id: string }[]).map(({ id }) => id);

describe('notifications', () => {
  let world: DomainWorld;
  let recipients: Map<string, string[]>;
  let friends: string[];
  let isChatAway: boolean;
  let names: Map<string, string>;
  let ada: string;
  let bob: string;

  const person = (): string => newId('usr', new Date());
  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const inbox = async (viewerId: string, filter?: object): Promise<any[]> =>
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (await run(viewerId, INBOX, { filter })).notifications.edges.map(({ node }: any) => node);
  const unread = async (viewerId: string): Promise<number> => (await run(viewerId, INBOX)).unreadNotificationCount;
  const holds = (viewerId: string, count: number) =>
    eventually(async () => (await inbox(viewerId)).length >= count, `${count} in the inbox`);
  const befriended = () => world.publish(friendshipStarted, { userIds: [ada, person()], at: new Date().toISOString() });
  const several = async (count: number): Promise<void> => {
    for (let notified = 0; notified < count; notified += 1) await befriended();
    await holds(ada, count);
  };
  const settled = () =>
    eventually(async () => {
      const rows = await world.sql.$queryRaw<object[]>`
        SELECT FROM occurrence WHERE status = 'PENDING' UNION ALL SELECT FROM delivery WHERE status = 'PENDING'`;
      return rows.length === 0;
    }, 'every occurrence and delivery to be handled');

  beforeAll(async () => {
    names = new Map();
    world = await openDomainWorld(subgraph, {
      answers: {
        profile: (_, { people }) => ({
          _entities: idsOf(people).map((id) => {
            const nickname = names.get(id);
            return { id, profile: nickname === undefined ? null : { nickname, displayName: null } };
          }),
        }),
        chat: (_, { messageIds }, { service }) => {
          if (isChatAway || service !== 'notifications') throw new Error('away');
          return { messageRecipientIds: [messageIds].flat().map((id) => recipients.get(String(id)) ?? []) };
        },
        friends: (_, { after, limit }) => ({
          friendIds: [...friends]
            .sort()
            .filter((id) => id > String(after ?? ''))
            .slice(0, Number(limit)),
        }),
        auth: () => ({ me: { email: null, emailVerified: null } }),
      },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    ada = person();
    bob = person();
    names.set(bob, 'bob');
    recipients = new Map();
    friends = [];
    isChatAway = false;
  });

  test.each([
    ['notifications', [2 ** 31]],
    ['notifications', [-(2 ** 63)]],
    ['notifications', [1.5]],
    ['notificationTemplates', ['a', 'en', 2 ** 31]],
    ['notificationTemplates', ['a', 'en', 1.5]],
    ['notificationDeliveries', ['\u0000']],
    ['notificationOccurrences', [1]],
  ])('a forged cursor of %s is bad input, not an error of the database: %p', async (list, key) => {
    const after = Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
    const query = `query ($after: String) { ${list}(after: $after) { edges { cursor } } }`;
    const caller = { ...world.as(ada), scopes: ['admin'] };
    const { errors } = await world.execute(query, { after }, caller);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('who registers is welcomed, once, however often the event comes', async () => {
    const event = { userId: ada, nickname: 'ada', registeredAt: new Date().toISOString() };
    await world.publish(userRegistered, event);
    await holds(ada, 1);
    expect(await inbox(ada)).toMatchObject([
      { type: 'ACCOUNT', template: 'auth.user-registered', title: 'Welcome, ada', actor: null, isRead: false },
    ]);
    const rows = await world.sql.$queryRaw<object[]>`SELECT FROM preferences WHERE user_id = ${ada}`;
    expect(rows).toHaveLength(1);
  });

  test.each([
    ['PASSWORD_CHANGED', false, '.password-changed', 'Password changed'],
    ['SIGNED_IN', true, '.signed-in', 'New sign-in'],
    ['SUSPENDED', false, '.suspended', 'Account suspended'],
    ['SOMETHING_OF_TOMORROW', false, '', 'Your account'],
  ])('the owner of an account is notified of %s', async (kind, isNewDevice, suffix, title) => {
    const at = new Date().toISOString();
    await world.publish(securityEventRecorded, {
      eventId: newId('sev', new Date()),
      userId: ada,
      kind,
      isNewDevice,
      at,
    });
    await holds(ada, 1);
    const template = `auth.security-event-recorded${suffix}`;
    expect(await inbox(ada)).toMatchObject([{ type: 'ACCOUNT', template, title, actor: null }]);
  });

  test('people are not notified of what they have just done themselves, nor twice by e-mail of a reset', async () => {
    const at = new Date().toISOString();
    const publish = (kind: string) =>
      world.publish(securityEventRecorded, {
        eventId: newId('sev', new Date()),
        userId: ada,
        kind,
        isNewDevice: false,
        at,
      });
    for (const kind of ['SIGNED_IN', 'SESSION_ENDED', 'EMAIL_VERIFIED', 'PASSWORD_RESET']) await publish(kind);
    await settled();
    expect(await inbox(ada)).toMatchObject([{ template: 'auth.security-event-recorded.password-reset' }]);
    const mails = await world.sql.$queryRaw<object[]>`
      SELECT FROM delivery WHERE user_id = ${ada} AND channel = 'EMAIL'`;
    expect(mails).toEqual([]);
  });

  test('a request notifies its receiver, with the current name of the sender', async () => {
    const requestId = newId('frq', new Date());
    await world.publish(friendRequestSent, { requestId, senderId: bob, receiverId: ada, at: new Date().toISOString() });
    await holds(ada, 1);
    expect(await inbox(ada)).toMatchObject([
      {
        type: 'FRIEND_REQUEST',
        body: 'bob wants to be your friend.',
        actor: { id: bob },
        friendRequest: { id: requestId },
      },
    ]);
    expect(await inbox(bob)).toEqual([]);
    names.set(bob, 'robert');
    expect((await inbox(ada))[0].body).toBe('robert wants to be your friend.');
    names.delete(bob);
    expect((await inbox(ada))[0].body).toBe('Somebody wants to be your friend.');
  });

  test('a friendship notifies both', async () => {
    await world.publish(friendshipStarted, { userIds: [ada, bob], at: new Date().toISOString() });
    await Promise.all([holds(ada, 1), holds(bob, 1)]);
    expect(await inbox(ada)).toMatchObject([{ type: 'FRIENDSHIP', actor: { id: bob } }]);
    expect(await inbox(bob)).toMatchObject([{ type: 'FRIENDSHIP', actor: { id: ada } }]);
  });

  test('a message notifies the recipients that chat returns, once per conversation until it is read', async () => {
    const conversationId = newId('cnv', new Date());
    const send = async (): Promise<string> => {
      const messageId = newId('msg', new Date());
      recipients.set(messageId, [ada]);
      await world.publish(messageSent, { messageId, conversationId, authorId: bob, sequence: 1 });
      await settled();
      return messageId;
    };
    const first = await send();
    await send();
    const [notification, ...others] = await inbox(ada);
    expect(notification).toMatchObject({ type: 'MESSAGE', body: 'bob wrote to you.', message: { id: first } });
    expect(others).toEqual([]);
    await run(ada, MARK, { id: notification.id });
    const third = await send();
    expect((await inbox(ada)).map(({ message }) => message.id)).toEqual([third, first]);
    expect(await unread(ada)).toBe(1);
  });

  test('while chat is away a message waits, and others do not wait for it', async () => {
    isChatAway = true;
    const messageId = newId('msg', new Date());
    recipients.set(messageId, [ada]);
    await world.publish(messageSent, {
      messageId,
      conversationId: newId('cnv', new Date()),
      authorId: bob,
      sequence: 1,
    });
    await befriended();
    await holds(ada, 1);
    expect(await inbox(ada)).toMatchObject([{ type: 'FRIENDSHIP' }]);
    isChatAway = false;
    await eventually(async () => {
      await world.sql.$executeRaw`UPDATE occurrence SET due_at = now() WHERE lease IS NULL`;
      return (await inbox(ada)).length === 2;
    }, 'the message to be delivered');
  });

  test('a stream notifies all friends of its host, over several pages, each once', async () => {
    friends = Array.from({ length: 1_100 }, person);
    friends.push(ada);
    const streamId = newId('str', new Date());
    await world.publish(streamStarted, { streamId, hostId: bob, title: '<b>Tea</b>', at: new Date().toISOString() });
    await settled();
    const [{ count }] = (await world.sql.$queryRaw`
      SELECT count(DISTINCT user_id)::int AS count FROM notification WHERE stream_id = ${streamId}`) as [
      { count: number },
    ];
    expect(count).toBe(1_101);
    expect(await inbox(ada)).toMatchObject([{ title: 'bob is live', body: '<b>Tea</b>', stream: { id: streamId } }]);
  });

  test('read, read all and archive keep the count right; again changes nothing', async () => {
    await several(3);
    const [latest, middle, first] = await inbox(ada);
    expect((await run(ada, MARK, { id: latest.id })).done).toMatchObject({
      notification: { isRead: true },
      errors: [],
    });
    await run(ada, MARK, { id: latest.id });
    expect(await unread(ada)).toBe(2);
    expect((await run(ada, ARCHIVE, { id: middle.id })).done).toMatchObject({ notification: { isRead: true } });
    await run(ada, ARCHIVE, { id: middle.id });
    expect(await unread(ada)).toBe(1);
    expect((await inbox(ada)).map(({ id }) => id)).toEqual([latest.id, first.id]);
    expect((await inbox(ada, { isArchived: true })).map(({ id }) => id)).toEqual([middle.id]);
    expect((await inbox(ada, { isRead: false })).map(({ id }) => id)).toEqual([first.id]);
    expect(await inbox(ada, { types: ['ACCOUNT'] })).toEqual([]);
    expect((await run(ada, ALL)).done).toEqual({ markedCount: 1, errors: [] });
    expect((await run(ada, ALL)).done).toEqual({ markedCount: 0, errors: [] });
    expect(await unread(ada)).toBe(0);
  });

  test('the count holds while much comes and is read at once', async () => {
    await several(2);
    const coming = async (): Promise<void> => {
      for (let notified = 0; notified < 10; notified += 1) await befriended();
    };
    await Promise.all([
      coming(),
      ...Array.from({ length: 10 }, () => run(ada, ALL)),
      ...(await inbox(ada)).map(({ id }) => run(ada, ARCHIVE, { id })),
    ]);
    await settled();
    expect(await unread(ada)).toBe((await inbox(ada, { isRead: false })).length);
  });

  test.each([
    ['reading', MARK],
    ['archiving', ARCHIVE],
  ])('%s what is another person’s, or nobody’s, is refused alike', async (_, document) => {
    await several(1);
    const [{ id }] = await inbox(ada);
    const refused = { notification: null, errors: [{ __typename: 'NotFound', path: ['input', 'notificationId'] }] };
    expect((await run(bob, document, { id })).done).toEqual(refused);
    expect((await run(bob, document, { id: newId('ntf', new Date()) })).done).toEqual(refused);
    expect((await run(bob, document, { id: 'x'.repeat(200) })).done.errors).toMatchObject([
      { __typename: 'InvalidInput' },
    ]);
    expect(await unread(ada)).toBe(1);
  });

  test('a stranger gets null, a visitor a fault', async () => {
    await several(1);
    const [{ id }] = await inbox(ada);
    expect((await run(ada, ENTITY, { id }))._entities).toMatchObject([{ id }]);
    expect((await run(bob, ENTITY, { id }))._entities).toEqual([null]);
    expect((await run(bob, 'query ($id: ID!) { notification(id: $id) { id } }', { id })).notification).toBeNull();
    const { errors } = await world.execute('{ unreadNotificationCount }');
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('pages follow each other, and a cursor of another list is refused', async () => {
    await several(3);
    const first = await run(ada, INBOX, { first: 2 });
    const rest = await run(ada, INBOX, { first: 2, after: first.notifications.pageInfo.endCursor });
    expect(first.notifications.pageInfo.hasNextPage).toBe(true);
    expect(rest.notifications.edges).toHaveLength(1);
    const { errors } = await world.execute(INBOX, { after: first.notificationsCursor }, world.as(ada));
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('a page of the inbox with texts and names is a handful of statements', async () => {
    await several(6);
    // Also to the others, and by other ways: what is read for that is not of the page.
    await settled();
    await world.statements();
    expect(await inbox(ada)).toHaveLength(6);
    // Workers look for what is due all the while.
    const reads = (await world.statements()).filter((statement) => !JSON.stringify(statement).includes('SKIP LOCKED'));
    expect(reads.length).toBeLessThanOrEqual(4);
  });

  test('the stream brings what comes after the cursor, in order and each once, and goes on', async () => {
    const cursor = (await run(ada, INBOX)).notificationsCursor;
    await several(3);
    const stream = await world.subscribe(ADDED, { after: cursor }, world.as(ada));
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const take = async (): Promise<any> => ((await nextOf(stream)).data as any).notificationAdded;
    const events = [await take(), await take(), await take()];
    expect(events.map(({ notification }) => notification.id)).toEqual((await inbox(ada)).map(({ id }) => id).reverse());
    await befriended();
    const live = await take();
    expect(live).toMatchObject({ resyncRequired: false, notification: { isRead: false } });
    await stream.return?.();

    const again = await world.subscribe(ADDED, { after: events[1].cursor }, world.as(ada));
    const ids = [];
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    for (const _ of [1, 2]) ids.push(((await nextOf(again)).data as any).notificationAdded.notification.id);
    expect(ids).toEqual([events[2].notification.id, live.notification.id]);
    await again.return?.();
  });

  test('a cursor older than what is kept asks for a new snapshot', async () => {
    const cursor = (await run(ada, INBOX)).notificationsCursor;
    await several(2);
    await world.sql.$executeRaw`DELETE FROM notification WHERE user_id = ${ada} AND sequence = 1`;
    const stream = await world.subscribe(ADDED, { after: cursor }, world.as(ada));
    expect((await nextOf(stream)).data).toMatchObject({
      notificationAdded: { resyncRequired: true, notification: null },
    });
    await stream.return?.();
  });

  test('another person’s cursor is refused', async () => {
    const cursor = (await run(bob, INBOX)).notificationsCursor;
    // Refused before the stream begins; over the wire that is its first and only answer.
    const refused = await world
      .subscribe(ADDED, { after: cursor }, world.as(ada))
      .then(nextOf)
      .catch(({ cause }) => ({ errors: cause }));
    expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
