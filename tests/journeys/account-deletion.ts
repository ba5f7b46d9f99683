import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { befriend } from '../befriend.ts';
import { type Listening, PASSWORD, type Person, post, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import { remainsOf } from '../remains.ts';
import type { JourneySystem } from './journey-system.ts';

const DELETE = `mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) {
  user { id } errors { __typename } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { user { id } errors { __typename } } }`;
const MESSAGES = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) {
  message { sequence text author { id } } resyncRequired } }`;
const NOTIFIED = '{ notifications(first: 50) { edges { node { type actor { id } } } } }';
const SEEN = `query ($id: ID!, $direct: ID!, $group: ID!, $stream: ID!) {
  user(id: $id) { id } profile(userId: $id) { nickname } stream(id: $stream) { title state host { id } }
  friends(first: 9) { edges { node { id } } }
  direct: conversation(id: $direct) { otherUser { id } messages(first: 9) { edges { node { sequence text author { id } } } } }
  group: conversation(id: $group) { viewerRole members(first: 9) { edges { node { user { id } } } } } }`;

/** What keeps the id of who has deleted their account: tombstones, answers, and events of ids on their way. */
const RETAINED_TABLES = /\.(erasure|outbox_event)$|^auth\.(deleted_account|erasure_answer)$/;
/** Every domain but auth. */
const ANSWERING = readSupergraphConfig().length - 1;

/** Somebody deletes their account: nothing of them is left, and nobody else loses anything. */
export const accountDeletion = (at: () => JourneySystem) =>
  describe('who deletes their account', () => {
    let system: JourneySystem;
    let ben: Person;
    let cleo: Person;

    beforeAll(async () => {
      system = at();
      // One after the other: of two who join a group at once, the one with the lesser id inherits it.
      ben = await registerPerson(system.url, 'ben');
      cleo = await registerPerson(system.url, 'cleo');
    });
    afterAll(async () => {
      await Promise.all([ben?.close(), cleo?.close()]);
    });

    const owner = (statement: string, values: readonly unknown[] = []) =>
      queryOnce(system.ownerUrl, statement, values).then(({ rows }) => rows);
    const converse = async (one: Person, kind: 'DIRECT' | 'GROUP', ...others: readonly Person[]) => {
      const title = kind === 'GROUP' ? { title: 'Us' } : {};
      const memberIds = others.map(({ id }) => id);
      const opened = await one.do('createConversation', { kind, memberIds, ...title }, 'conversation { id cursor }');
      return opened.conversation as { id: string; cursor: string };
    };
    const send = (one: Person, conversationId: string, text: string) =>
      one.do('sendMessage', { conversationId, text }, 'message { sequence }');
    const remove = (one: Person) => post(system.url, DELETE, { input: { password: PASSWORD } }, one.accessToken);
    const isErased = async (userId: string): Promise<boolean> => {
      const [row] = await owner(
        `SELECT settled_at IS NOT NULL OR (SELECT count(*) FROM auth.erasure_answer WHERE user_id = $1) = $2 AS done
       FROM auth.deleted_account WHERE user_id = $1`,
        [userId, ANSWERING],
      );
      return row?.['done'] === true;
    };
    const remains = async (userId: string, ...texts: readonly string[]) => [
      ...(await remainsOf(system.ownerUrl, [userId])).filter(({ table }) => !RETAINED_TABLES.test(table)),
      ...(await remainsOf(system.ownerUrl, texts)),
    ];

    test('is nowhere to be found any more, and nobody else loses anything', async () => {
      const ada = await registerPerson(system.url, 'ada');
      const texts = [
        ada.nickname,
        '+4915112345678',
        'canary of a profile',
        'canary of a pair',
        'canary of a group',
        'canary of a stream',
      ];
      await owner("INSERT INTO auth.identifier (kind, value, user_id, created_at) VALUES ('PHONE', $1, $2, now())", [
        texts[1],
        ada.id,
      ]);
      await Promise.all([befriend(ada, ben), befriend(cleo, ada)]);
      await eventually(
        async () => (await ada.ask('{ me { profile { nickname } } }')).me.profile !== null,
        'a profile to be made',
      );
      await ada.do('updateProfile', { displayName: 'Ada', bio: texts[2] }, 'profile { id }');
      const direct = await converse(ada, 'DIRECT', ben);
      const group = await converse(ada, 'GROUP', ben, cleo);
      await send(ada, direct.id, String(texts[3]));
      await send(ben, direct.id, 'of ben');
      await send(ada, group.id, String(texts[4]));
      const { stream } = await ada.do('startStream', { title: texts[5], visibility: 'PUBLIC' }, 'stream { id }');
      await ben.do('joinStream', { streamId: stream.id }, 'viewer { user { id } }');
      const hasNotification = async (type: string) =>
        (await ben.ask(NOTIFIED)).notifications.edges.some(
          ({ node }: { node: { type: string; actor: unknown } }) => node.type === type && node.actor !== null,
        );
      for (const type of ['FRIENDSHIP', 'MESSAGE', 'LIVE_STREAM']) await eventually(() => hasNotification(type), type);
      const messages: Listening = cleo.listen(MESSAGES, { id: group.id, after: group.cursor });
      expect((await messages.next()).data.messageAdded.message.text).toBe(texts[4]);
      const own = ada.listen(MESSAGES, { id: group.id, after: group.cursor });
      await own.next();

      const before = await remains(ada.id, ...texts);
      expect(texts.every((text) => before.some(({ row }) => row.toLowerCase().includes(text.toLowerCase())))).toBe(
        true,
      );

      expect((await remove(ada)).body.data.deleteAccount).toEqual({ user: { id: ada.id }, errors: [] });

      const isRefused = async () => (await post(system.url, '{ me { id } }', {}, ada.accessToken)).status === 401;
      await eventually(isRefused, 'the access token to be refused');
      await eventually(() => ada.closings.includes(4403), 'the socket to be closed');
      await eventually(() => isErased(ada.id), 'every domain to answer');
      expect(await remains(ada.id, ...texts)).toEqual([]);

      await send(ben, group.id, 'still here');
      expect((await messages.next()).data.messageAdded).toMatchObject({
        message: { sequence: 2, text: 'still here', author: { id: ben.id } },
        resyncRequired: false,
      });
      messages.stop();
      const seen = await ben.ask(SEEN, { id: ada.id, direct: direct.id, group: group.id, stream: stream.id });
      expect(seen).toMatchObject({
        user: null,
        profile: null,
        friends: { edges: [] },
        stream: { title: '', state: 'ENDED', host: null },
        direct: { otherUser: null },
        group: {
          viewerRole: 'OWNER',
          members: { edges: [{ node: { user: { id: ben.id } } }, { node: { user: { id: cleo.id } } }] },
        },
      });
      expect(seen.direct.messages.edges.map(({ node }: { node: unknown }) => node)).toEqual([
        { sequence: 1, text: '', author: null },
        { sequence: 2, text: 'of ben', author: { id: ben.id } },
      ]);
      await ada.close();

      const input = { email: `${ada.nickname}@example.com`, password: PASSWORD, nickname: ada.nickname };
      const again = await post(system.url, REGISTER, { input: { ...input, dateOfBirth: '1990-01-01' } });
      expect(again.body.data.register.errors).toEqual([]);

      // An event that another domain publishes late, as if it had been away, is handled and has no effect.
      await owner(
        `INSERT INTO friends.outbox_event (id, type, payload) VALUES ('evt_late', 'friends.friendship-started', $1::jsonb)`,
        [JSON.stringify({ userIds: [ada.id, ben.id].sort(), at: new Date().toISOString() })],
      );
      for (const domain of ['chat', 'profile', 'streaming', 'notifications']) {
        const isHandled = async () =>
          (await owner(`SELECT FROM ${domain}.inbox_event WHERE id = 'evt_late'`)).length === 1;
        await eventually(isHandled, `a late event to reach ${domain}`);
      }
      expect(await remains(ada.id)).toEqual([]);
    });

    test('is erased although domains were killed in the midst of it, and not deleted while one is away', async () => {
      const MANY = 12_000;
      const dan = await registerPerson(system.url, 'dan');
      await befriend(dan, ben);
      const direct = await converse(dan, 'DIRECT', ben);
      await owner(
        `INSERT INTO chat.message (conversation_id, sequence, id, author_id, text, sent_at)
       SELECT $1, n, 'msg_of_dan_' || n, $2, 'canary ' || n, now() FROM generate_series(1, $3::int) AS n`,
        [direct.id, dan.id, MANY],
      );
      await owner('UPDATE chat.conversation SET last_sequence = $2 WHERE id = $1', [direct.id, MANY]);
      const left = async (): Promise<number> =>
        Number((await owner('SELECT count(*) FROM chat.message WHERE author_id = $1', [dan.id]))[0]?.['count']);

      const restarted = system.killSubgraph('notifications');
      // A domain that is away may have obligations of the person.
      expect((await remove(dan)).body.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
      await restarted;
      const isDeleted = async () => (await remove(dan)).body.data?.deleteAccount.errors.length === 0;
      await eventually(isDeleted, 'every domain to state its obligations');
      const back = system.killSubgraph('notifications');
      await eventually(async () => (await left()) < MANY, 'chat to begin');
      await system.killSubgraph('chat');
      expect(await owner('SELECT erased_at FROM chat.erasure WHERE user_id = $1', [dan.id])).toEqual([
        { erased_at: null },
      ]);
      await back;

      await eventually(() => isErased(dan.id), 'every domain to answer');
      expect(await left()).toBe(0);
      expect(await remains(dan.id, dan.nickname, 'canary')).toEqual([]);
      await dan.close();
    });
  });
