import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriendAndTalk } from '../befriend.ts';
import { type Listening, type Person, post, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import type { OutageSystem } from './outage-system.ts';

const MESSAGES =
  'subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) { message { text } } }';
const READ = `query ($id: ID!) {
  me { email profile { nickname } friends(first: 5) { totalCount } }
  conversation(id: $id) { unreadCount }
  liveStreams(first: 1) { edges { cursor } }
}`;
const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { text } errors { __typename } } }';

/** PostgreSQL and Redis stop and return, while people write and listen. */
export const enginesAway = (at: () => OutageSystem, form: 'embedded' | 'served' = 'served') =>
  describe('while an engine is away', () => {
    let system: OutageSystem;
    let postgres: OutageSystem['postgres'];
    let ada: Person;
    let ben: Person;
    let conversationId: string;
    let messages: Listening;

    beforeAll(async () => {
      system = at();
      ({ postgres } = system);
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
      const conversation = await befriendAndTalk(ada, ben);
      conversationId = conversation.id;
      // From a cursor: there is no sign when a stream without one has begun.
      messages = ben.listen(MESSAGES, { id: conversationId, after: conversation.cursor });
      await eventually(works, 'everything to work');
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    let sent = 0;
    /** One round through every domain, over HTTP and to a socket that has been open all along. */
    const works = async (): Promise<boolean> => {
      sent += 1;
      const text = `message ${sent}`;
      const answers = [await read(), await send(text)];
      codes.push(...answers.flatMap(codesOf));
      if (answers.some(({ body }) => body.errors !== undefined)) return false;
      await eventually(() => messages.events.some(({ data }) => data.messageAdded.message.text === text), text);
      const { profile } = answers[0]?.body.data.me ?? {};
      return profile?.nickname === ada.nickname;
    };
    const read = () => post(system.url, READ, { id: conversationId }, ada.accessToken);
    const send = (text: string) => post(system.url, SEND, { input: { conversationId, text } }, ada.accessToken);
    const codes: string[] = [];
    const codesOf = ({ body }: Awaited<ReturnType<typeof post>>): string[] =>
      (body.errors ?? []).map(({ extensions }: { extensions: { code: string } }) => extensions.code);
    const isAlive = async () => (await fetch(`${system.url}/healthz`)).status === 200;
    const hasProfile = (person: Person) => async (): Promise<boolean> => {
      const { body } = await post(system.url, '{ me { profile { nickname } } }', {}, person.accessToken);
      return body.data?.me?.profile?.nickname === person.nickname;
    };

    test('PostgreSQL: requests fail for now, and all is well within ten seconds of its return', async () => {
      codes.length = 0;
      const eve = await registerPerson(system.url, 'eve');
      await postgres.stop();
      await eventually(async () => codesOf(await read()).length > 0, 'PostgreSQL to be missed');
      for (let left = 5; left > 0; left -= 1) {
        const answers = await Promise.all([
          read(),
          send('lost'),
          post(system.url, '{ sessions(first: 1) { edges { cursor } } }', {}, ada.accessToken),
        ]);
        codes.push(...answers.flatMap(codesOf));
        for (const answer of answers) {
          expect(codesOf(answer).length).toBeGreaterThan(0);
          expect([200, 503]).toContain(answer.status);
        }
        expect(answers[1]?.body.data?.sendMessage ?? null).toBeNull();
      }
      await expect(isAlive()).resolves.toBe(true);
      expect(messages.ending()).toBeUndefined();

      await postgres.start();
      await eventually(works, 'everything to work again');
      await eventually(hasProfile(eve), 'the profile of who registered just before');
      expect(new Set(codes)).toEqual(new Set([...new Set(codes)].filter(isRetryable)));
      expect(messages.ending()).toBeUndefined();
      expect(messages.events.every(({ errors }) => errors === undefined)).toBe(true);
    });

    test('Redis: what does not need it continues, and nothing published meanwhile is lost', async () => {
      codes.length = 0;
      await system.redis.kill();
      const eve = await registerPerson(system.url, 'eve');
      const answers = [await read(), await send('without a signals')];
      codes.push(...answers.flatMap(codesOf));
      expect(answers[1]?.body.data.sendMessage.message).toEqual({ text: 'without a signals' });
      await expect(isAlive()).resolves.toBe(true);

      await system.redis.revive();
      await eventually(works, 'everything to work again');
      await eventually(hasProfile(eve), 'the profile of who registered meanwhile');
      expect(new Set(codes)).toEqual(new Set([...new Set(codes)].filter(isRetryable)));
      expect(messages.events.map(({ data }) => data.messageAdded.message.text)).toContain('without a signals');
      expect(messages.ending()).toBeUndefined();
    });

    if (form === 'served')
      test('a subgraph that restarts meanwhile is started until the database is back', async () => {
        await postgres.stop();
        const before = system.ready().findLast(({ name }) => name === 'profile');
        process.kill(before?.pid ?? 0, 'SIGKILL');
        const failedStarts = () => system.output().match(/the database of profile .* cannot be used/g)?.length ?? 0;
        await eventually(() => failedStarts() >= 3, 'profile to fail to start');
        await expect(isAlive()).resolves.toBe(true);

        await postgres.start();
        await eventually(works, 'everything to work again');
        expect(system.ready().findLast(({ name }) => name === 'profile')?.pid).not.toBe(before?.pid);
      });
  });

const isRetryable = (code: string): boolean => /^(SUBGRAPH_)?UNAVAILABLE$/.test(code);
