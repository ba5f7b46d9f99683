import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { befriendAndTalk } from '../befriend.ts';
import { type Listening, type Person, post, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import type { OutageSystem } from './outage-system.ts';

const MESSAGES = `subscription ($conversationId: ID!) {
  messageAdded(conversationId: $conversationId) { message { sequence text author { profile { nickname } } } resyncRequired }
}`;
const INBOX =
  'subscription ($after: String) { conversationUpdated(after: $after) { change message { sequence text } conversation { id } unreadCount resyncRequired } }';
const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id } errors { __typename } }
}`;

const TERMINATE_OTHERS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

/** Messages sent before, and again after, each fault. */
const BATCH = 10;

/** Messages and inboxes are complete, whatever dies between them and their readers. Needs the served form. */
export const losslessDelivery = (at: () => OutageSystem) =>
  describe('nothing is lost', () => {
    let system: OutageSystem;
    let ada: Person;
    let ben: Person;
    let conversationId: string;
    let messages: Listening;
    let inbox: Listening;
    let sent = 0;

    beforeAll(async () => {
      system = at();
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
      conversationId = (await befriendAndTalk(ada, ben)).id;
      messages = ben.listen(MESSAGES, { conversationId });
      inbox = ben.listen(INBOX, { after: (await ben.ask('{ conversationsCursor }')).conversationsCursor });
      await eventually(isListening, 'the subscription to be open');
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    const isListening = async (): Promise<boolean> => {
      const query = 'query ($id: ID!) { conversation(id: $id) { activeConnections } }';
      const { body } = await post(system.url, query, { id: conversationId }, ada.accessToken);
      return body.data?.conversation?.activeConnections === 1;
    };

    /** Sends as a careful client does: again, under the same name, until it is acknowledged. */
    const send = async (text: string): Promise<void> => {
      const input = { conversationId, text, clientMessageId: text };
      await eventually(async () => {
        const answer = await post(system.url, SEND, { input }, ada.accessToken).catch(() => null);
        return answer?.body.data?.sendMessage?.message != null;
      }, `${text} to be acknowledged`);
      sent += 1;
    };
    const sendBatch = async (): Promise<void> => {
      for (let left = BATCH; left > 0; left -= 1) await send(`message ${sent + 1}`);
    };
    const withRedis = async (work: (redis: Redis) => Promise<unknown>): Promise<void> => {
      const redis = new Redis(system.redis.url);
      await work(redis).finally(() => redis.disconnect());
    };

    const faults: Record<string, () => Promise<unknown>> = {
      "Redis cuts the subscribers' connections": () =>
        withRedis((redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')),
      'Redis forgets everything': () => withRedis((redis) => redis.flushall()),
      'Redis is killed and comes back empty': async () => {
        await system.redis.kill();
        await system.redis.revive();
      },
      'PostgreSQL ends every connection': () => queryOnce(system.ownerUrl, TERMINATE_OTHERS),
      'the chat process is killed': () => system.killSubgraph('chat'),
    };

    test('a stream that has not said anything yet loses nothing when what serves it dies', async () => {
      await Promise.all([system.killSubgraph('chat'), sendBatch()]);
      await eventually(() => messages.events.length >= sent, 'every message to arrive');
      expect(messages.ending()).toBeUndefined();
    });

    test.each(Object.keys(faults))('%s while messages flow', async (name) => {
      await sendBatch();
      const flowing = sendBatch();
      await faults[name]?.();
      await flowing;
      await sendBatch();
      await eventually(() => messages.events.length >= sent, 'every message to arrive');
      await eventually(() => inboxMessages().length >= sent, 'every change to arrive');
      expect(messages.ending()).toBeUndefined();
      expect(inbox.ending()).toBeUndefined();
    });

    const inboxMessages = () =>
      inbox.events.map(({ data }) => data.conversationUpdated).filter(({ change }) => change === 'MESSAGE_ADDED');

    test('what the client saw equals the table: the same messages, in the same order, none twice', async () => {
      const { rows } = await queryOnce(
        system.ownerUrl,
        'SELECT sequence::int, text FROM chat.message WHERE conversation_id = $1 ORDER BY sequence',
        [conversationId],
      );
      expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: sent }, (_, at) => at + 1));
      expect(
        messages.events.map(({ data: { messageAdded } }) => [messageAdded.message.sequence, messageAdded.message.text]),
      ).toEqual(rows.map(({ sequence, text }) => [sequence, text]));
      // What another domain adds may be missing while that domain is away, and then the event says so.
      for (const { data, errors } of messages.events) {
        const nickname = data.messageAdded.message.author.profile?.nickname;
        expect(nickname ?? errors?.[0].extensions.code).toMatch(nickname === undefined ? /UNAVAILABLE$/ : ada.nickname);
      }
      expect(inboxMessages().map(({ message }) => message)).toEqual(rows);
    });
  });
