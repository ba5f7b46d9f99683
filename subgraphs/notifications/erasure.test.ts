import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { userRegistered } from '../auth/events.ts';
import { messageSent } from '../chat/events.ts';
import { friendshipStarted } from '../friends/events.ts';
import { streamStarted } from '../streaming/events.ts';
import subgraph from './index.ts';

const INBOX = `{ unreadNotificationCount notifications(first: 9) { edges { node { title body type actor { id } } } } }`;
const PREFERENCES = `mutation ($input: UpdateNotificationPreferencesInput!) {
  updateNotificationPreferences(input: $input) { errors { __typename } } }`;
const TOPIC = 'mutation ($input: SubscribeToTopicInput!) { subscribeToTopic(input: $input) { errors { __typename } } }';

describe('who has deleted their account', () => {
  let world: DomainWorld;
  const [ada, ben] = [newId('usr', new Date()), newId('usr', new Date())];
  const at = new Date().toISOString();
  let isChatAway = false;

  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (viewerId: string, query: string, input?: object): Promise<any> => {
    const { data, errors } = await world.execute(query, input === undefined ? {} : { input }, world.as(viewerId));
    expect(errors).toBeUndefined();
    return data;
  };
  const says = async (): Promise<{ type: string; title: string; body: string; actor: unknown }[]> =>
    (await run(ben, INBOX)).notifications.edges.map(({ node }: { node: unknown }) => node);

  beforeAll(async () => {
    world = await openDomainWorld(subgraph, {
      answers: {
        friends: () => ({ friendIds: [ben] }),
        profile: () => ({ _entities: [{ id: ada, profile: { nickname: 'adalovelace', displayName: null } }] }),
        chat: (_, { messageIds }) => {
          if (isChatAway) throw new Error('away');
          return { messageRecipientIds: [messageIds].flat().map(() => [ben]) };
        },
      },
    });
    for (const [userId, nickname] of [
      [ada, 'adalovelace'],
      [ben, 'benjamin'],
    ] as const)
      await world.publish(userRegistered, { userId, nickname, registeredAt: at });
    await world.publish(friendshipStarted, { userIds: [ada, ben], at });
    await eventually(async () => (await says()).length === 2, 'ben to be notified');
    await world.sql.$executeRaw`
      INSERT INTO notification (id, user_id, occurrence_id, type, template_id, actor_id, data, sequence, created_at)
      SELECT 'ntf_of_a_stream', ${ben}, 'evt_of_a_stream', 'LIVE_STREAM', t.id, ${ada}, '{"stream": "canary"}', h.sequence + 1, now()
      FROM template t, inbox_head h WHERE t.name = ${streamStarted.name} AND t.locale = 'en' AND h.user_id = ${ben}`;
    await world.sql
      .$executeRaw`UPDATE inbox_head SET sequence = sequence + 1, unread = unread + 1 WHERE user_id = ${ben}`;
    await run(ada, TOPIC, { topic: 'release-notes' });
    await run(ada, PREFERENCES, {
      timeZone: 'Europe/London',
      choices: [{ type: 'MESSAGE', channel: 'IN_APP', isEnabled: false }],
    });
    await eventually(async () => (await says()).length === 3, 'ben to be notified of a stream');
  });
  afterAll(() => world.close());

  test('has no inbox and no devices, and is not named in the notifications of others', async () => {
    // It cannot be delivered while chat is unreachable, and it names its author.
    isChatAway = true;
    await world.publish(messageSent, { messageId: 'msg_1', conversationId: 'cnv_1', authorId: ada, sequence: 1 });
    expect((await says()).filter(({ actor }) => actor !== null)).toHaveLength(2);

    await world.erase(ada);

    expect(await world.remains(ada, 'adalovelace', 'canary')).toEqual([]);
    const notified = await says();
    expect(notified).toHaveLength(3);
    expect(notified.every(({ actor }) => actor === null)).toBe(true);
    const named = notified.filter(({ type }) => type !== 'ACCOUNT').map(({ title, body }) => `${title} ${body}`);
    expect(named.every((text) => text.includes('Somebody') && !text.includes('{{'))).toBe(true);
    expect((await run(ben, INBOX)).unreadNotificationCount).toBe(3);
  });

  test('receives nothing, and causes nothing, by late events', async () => {
    isChatAway = false;
    await world.publish(messageSent, { messageId: 'msg_2', conversationId: 'cnv_1', authorId: ada, sequence: 2 });
    await world.publish(friendshipStarted, { userIds: [ada, ben], at });
    expect(await world.remains(ada)).toEqual([]);
    expect(await says()).toHaveLength(3);
  });
});
