import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriendAndTalk } from '../befriend.ts';
import { type Listening, PASSWORD, type Person, personOf, post, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import type { FaultMode, FaultProxy } from '../fault-proxy.ts';
import type { OutageSystem } from './outage-system.ts';

const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken refreshToken } } }';
const MESSAGES =
  'subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) { message { text } } }';
const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { text } errors { __typename } } }';

/** Needs the served form: what ends in one process has to be heard of in another. */
export const hungRedis = (at: () => OutageSystem) =>
  describe('while Redis hangs without closing a connection', () => {
    let proxy: FaultProxy;
    let system: OutageSystem;
    let ada: Person;
    let ben: Person;
    let conversationId: string;
    let messages: Listening;
    const devices: Person[] = [];

    beforeAll(async () => {
      system = at();
      ({ proxy } = system);
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
      const conversation = await befriendAndTalk(ada, ben);
      conversationId = conversation.id;
      messages = ben.listen(MESSAGES, { id: conversationId, after: conversation.cursor });
    });
    afterAll(async () => {
      await Promise.all([ada, ben, ...devices].map((person) => person?.close()));
    });

    const logIn = async (person: Person): Promise<Person> => {
      const input = { identifier: `${person.nickname}@example.com`, password: PASSWORD };
      const { body } = await post(system.url, LOGIN, { input });
      const device = personOf(system.url, { ...person, ...body.data.login.session });
      devices.push(device);
      return device;
    };
    const isRefused = async (person: Person): Promise<boolean> =>
      (await post(system.url, '{ me { id } }', {}, person.accessToken)).status === 401;
    const send = async (text: string): Promise<void> => {
      const { body } = await post(system.url, SEND, { input: { conversationId, text } }, ada.accessToken);
      expect(body).toEqual({ data: { sendMessage: { message: { text }, errors: [] } } });
    };
    const hasArrived = (text: string) => () =>
      messages.events.some(({ data }) => data.messageAdded.message.text === text);

    test.each<FaultMode>(['swallow', 'drip'])(
      'what PostgreSQL decides is served, and gateways poll where no signal arrives (%s)',
      async (mode) => {
        const device = await logIn(ada);
        const watch = device.listen(MESSAGES, { id: conversationId });
        await send(`before ${mode}`);
        await eventually(hasArrived(`before ${mode}`), 'a message');
        expect(watch.ending()).toBeUndefined();
        proxy.set(mode);

        for (const text of [`first ${mode}`, `second ${mode}`]) await send(text);
        const { body } = await post(system.url, 'mutation { logout { ok } }', {}, device.accessToken);
        expect(body).toEqual({ data: { logout: { ok: true } } });
        await eventually(() => isRefused(device), 'the token to be refused');
        await eventually(() => device.closings.length > 0, 'the socket to be closed');
        expect(device.closings).toEqual([4403]);
        expect(await isRefused(ada)).toBe(false);
        // Signing in is counted in Redis; it does not stand or fall with it.
        expect(await isRefused(await logIn(ada))).toBe(false);
        await send(`third ${mode}`);
        await eventually(hasArrived(`third ${mode}`), 'the last message');

        proxy.set('pass');
        await send(`after ${mode}`);
        await eventually(hasArrived(`after ${mode}`), 'a message');
        expect(messages.ending()).toBeUndefined();
      },
    );

    test('every message has arrived, once and in order', () => {
      const textsOf = (mode: string) =>
        ['before', 'first', 'second', 'third', 'after'].map((when) => `${when} ${mode}`);
      const texts = messages.events.map(({ data }) => data.messageAdded.message.text);
      expect(texts.slice(-10)).toEqual([...textsOf('swallow'), ...textsOf('drip')]);
    });
  });
