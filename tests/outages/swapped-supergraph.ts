import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriendAndTalk } from '../befriend.ts';
import { type Listening, type Person, post, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import type { OutageSystem } from './outage-system.ts';

const SWAPS = 4;
const REQUESTS = 1_000;
const WORKERS = 4;
const REQUESTS_PER_MESSAGE = 50;

const QUERY = 'query ($id: ID!) { me { profile { nickname } } conversation(id: $id) { unreadCount } }';
const MESSAGES =
  'subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) { cursor message { text author { profile { nickname } } } } }';
const EDITED = 'subscription ($id: ID!) { messageAdded(conversationId: $id) { message { editedAt } } }';
const TYPING = 'subscription ($id: ID!) { typingChanged(conversationId: $id) { isTyping } }';

const whole = readFileSync('supergraph.graphql', 'utf8');
const withoutField = whole.replace(/^ {2}"""[^"]*"""\n {2}editedAt: DateTime @join__field\(graph: CHAT\)\n/m, '');
/** Names a subgraph that nobody opens. */
const withStranger = whole.replace(
  /^enum join__Graph \{$/m,
  'enum join__Graph {\n  STRANGER @join__graph(name: "stranger", url: "http://stranger.invalid/")',
);

/** Needs the served form: what is embedded changes with its process alone. */
export const swappedSupergraph = (at: () => OutageSystem) =>
  describe('a supergraph that changes', () => {
    let system: OutageSystem;
    let url: string;
    let ada: Person;
    let ben: Person;
    let conversation: { id: string; cursor: string };

    const refusals = (): number => system.output().split('No such subgraph is open: stranger').length - 1;
    const served = async (): Promise<string> => {
      const { supergraph }: { supergraph: string } = JSON.parse(await (await fetch(`${url}/readyz`)).text());
      return supergraph;
    };

    beforeAll(async () => {
      expect(withoutField).not.toBe(whole);
      system = at();
      ({ url } = system);
      [ada, ben] = await Promise.all([registerPerson(url, 'ada'), registerPerson(url, 'ben')]);
      conversation = await befriendAndTalk(ada, ben);
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    test("this project's own gateway is swapped under load, and each viewer's streams go on", async () => {
      const after = conversation.cursor;
      const streams = [ada, ben].map((person) => person.listen(MESSAGES, { id: conversation.id, after }));
      const typing = ada.listen(TYPING, { id: conversation.id });
      const failures: unknown[] = [];
      const sent: string[] = [];
      let responses = 0;
      let isOver = false;
      const say = async (): Promise<void> => {
        const text = `message ${sent.length + 1}`;
        sent.push(text);
        await ada.do('sendMessage', { conversationId: conversation.id, text }, 'message { id }');
      };
      const work = async (person: Person): Promise<void> => {
        while (!isOver) {
          const { status, body } = await post(url, QUERY, { id: conversation.id }, person.accessToken);
          responses += 1;
          if (status !== 200 || body.errors !== undefined) failures.push(body);
        }
      };
      /** One after another: their order is that of the stream. */
      const talk = async (): Promise<void> => {
        while (!isOver) {
          const until = responses + REQUESTS_PER_MESSAGE;
          await eventually(() => responses >= until || isOver, 'requests to be answered');
          await say();
        }
      };
      const workers = [talk(), ...Array.from({ length: WORKERS }, (_, at) => work(at % 2 === 0 ? ada : ben))];
      try {
        for (let swap = 0; swap < SWAPS || responses < REQUESTS; swap += 1) {
          const [before, refused] = [await served(), refusals()];
          const edited: Listening | null = swap % 2 === 0 ? ben.listen(EDITED, { id: conversation.id }) : null;
          if (edited !== null) await edited.next();
          if (swap % 4 === 1) {
            system.writeSupergraph(withStranger);
            await eventually(() => refusals() > refused, 'a subgraph that is not open to be missed');
            expect(await served()).toBe(before);
          }
          system.writeSupergraph(swap % 2 === 0 ? withoutField : whole);
          await eventually(async () => (await served()) !== before, 'another supergraph to be served');
          if (edited === null) continue;
          await eventually(() => edited.ending() !== undefined, 'what is not valid any more to end');
          expect(JSON.stringify(edited.ending())).toContain('BAD_USER_INPUT');
        }
      } finally {
        isOver = true;
        await Promise.all(workers);
      }
      expect(failures).toEqual([]);
      const isWhole = () => streams.every(({ events }) => events.length >= sent.length);
      await eventually(isWhole, 'every message to arrive').catch(() => undefined);
      for (const { events, ending } of streams) {
        expect(events.map(({ data }) => data.messageAdded.message.text)).toEqual(sent);
        expect(ending()).toBeUndefined();
      }
      await ben.do('setTyping', { conversationId: conversation.id, isTyping: true }, '__typename');
      expect((await typing.next()).data.typingChanged).toEqual({ isTyping: true });
      expect([...ada.closings, ...ben.closings]).toEqual([]);
    });
  });
