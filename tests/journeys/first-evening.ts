import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import type { JourneySystem } from './journey-system.ts';

const MESSAGES = `subscription ($conversationId: ID!, $after: String) {
  messageAdded(conversationId: $conversationId, after: $after) {
    message { text author { id profile { nickname } friendshipStatus } } cursor resyncRequired
  }
}`;

/** Two people register, find each other, and talk. */
export const firstEvening = (at: () => JourneySystem) =>
  describe('a first evening', () => {
    let system: JourneySystem;
    let ada: Person;
    let ben: Person;
    let conversationId: string;

    beforeAll(async () => {
      system = at();
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    const send = (person: Person, text: string) =>
      person.do('sendMessage', { conversationId, text }, 'message { id sequence }');

    test('two people register, find each other by nickname, and befriend', async () => {
      await eventually(
        async () =>
          (await ada.ask('query ($n: String!) { profileByNickname(nickname: $n) { nickname } }', { n: ben.nickname }))
            .profileByNickname !== null,
        'the profile to appear',
      );
      const { request } = await ada.do('sendFriendRequest', { nickname: ben.nickname }, 'request { id status }');
      expect(request.status).toBe('REQUESTED');
      await ben.do('acceptFriendRequest', { requestId: request.id }, 'request { status }');
      const { me } = await ada.ask(
        '{ me { profile { nickname } friends(first: 20) { edges { node { id profile { nickname } friendshipStatus } } } } }',
      );
      expect(me).toEqual({
        profile: { nickname: ada.nickname },
        friends: {
          edges: [{ node: { id: ben.id, profile: { nickname: ben.nickname }, friendshipStatus: 'FRIENDS' } }],
        },
      });
    });

    test('they open a direct conversation at once, and it is the same from either side', async () => {
      const opened = await ada.do(
        'createConversation',
        { kind: 'DIRECT', memberIds: [ben.id] },
        'conversation { id kind otherUser { id } }',
      );
      expect(opened.conversation).toMatchObject({ kind: 'DIRECT', otherUser: { id: ben.id } });
      conversationId = opened.conversation.id;
      const again = await ben.do('createConversation', { kind: 'DIRECT', memberIds: [ada.id] }, 'conversation { id }');
      expect(again.conversation.id).toBe(conversationId);
    });

    test('messages arrive with fields of three subgraphs, and typing and presence beside them', async () => {
      const messages = ben.listen(MESSAGES, { conversationId });
      const typing = ben.listen(
        'subscription ($id: ID!) { typingChanged(conversationId: $id) { user { profile { nickname } } isTyping } }',
        { id: conversationId },
      );
      const presence = ada.listen(
        'subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { id isOnline } } }',
        { ids: [ben.id] },
      );
      await eventually(
        () => presence.events.some((event) => event.data.presenceChanged.user.isOnline === true),
        'ben to be online',
      );
      await eventually(
        async () =>
          (await ada.ask('query ($id: ID!) { conversation(id: $id) { activeConnections } }', { id: conversationId }))
            .conversation.activeConnections === 1,
        'the subscription to be open',
      );

      await ada.do('setTyping', { conversationId, isTyping: true }, 'conversation { id }');
      expect((await typing.next()).data.typingChanged).toEqual({
        user: { profile: { nickname: ada.nickname } },
        isTyping: true,
      });
      await send(ada, 'hello');
      expect((await messages.next()).data.messageAdded).toMatchObject({
        message: {
          text: 'hello',
          author: { id: ada.id, profile: { nickname: ada.nickname }, friendshipStatus: 'FRIENDS' },
        },
        resyncRequired: false,
      });
      for (const listening of [messages, typing, presence]) listening.stop();
    });

    test('who was away gets exactly what was sent meanwhile, once and in order', async () => {
      const messages = ben.listen(MESSAGES, { conversationId });
      await eventually(
        async () =>
          (await ada.ask('query ($id: ID!) { conversation(id: $id) { activeConnections } }', { id: conversationId }))
            .conversation.activeConnections >= 1,
        'the subscription to be open',
      );
      await send(ada, 'before');
      const { cursor } = (await messages.next()).data.messageAdded;
      ben.cut();
      const missed = Array.from({ length: 10 }, (_, at) => `missed ${at + 1}`);
      for (const text of missed) await send(ada, text);
      const resumed = ben.listen(MESSAGES, { conversationId, after: cursor });
      for (const text of missed) expect((await resumed.next()).data.messageAdded.message.text).toBe(text);
      await send(ada, 'after');
      expect((await resumed.next()).data.messageAdded.message.text).toBe('after');
      expect(resumed.events).toHaveLength(11);
      resumed.stop();
    });

    test('the viewer count of a stream goes up as people join and down when a socket dies without a word', async () => {
      const { stream } = await ada.do('startStream', { title: 'Hello', visibility: 'PUBLIC' }, 'stream { id state }');
      expect(stream.state).toBe('LIVE');
      const eve = await registerPerson(system.url, 'eve');
      const counts = ada.listen('subscription ($id: ID!) { streamViewersChanged(streamId: $id) { viewerCount } }', {
        id: stream.id,
      });
      const latest = () => counts.events.at(-1)?.data.streamViewersChanged.viewerCount;
      await ben.do('joinStream', { streamId: stream.id }, 'viewer { user { id } }');
      await eventually(() => latest() === 1, 'one viewer');
      await eve.do('joinStream', { streamId: stream.id }, 'viewer { user { id } }');
      const watching = eve.listen('subscription ($id: ID!) { streamViewersChanged(streamId: $id) { viewerCount } }', {
        id: stream.id,
      });
      await watching.next();
      await eventually(() => latest() === 2, 'two viewers');
      eve.cut();
      await ben.do('leaveStream', { streamId: stream.id }, 'viewer { user { id } }');
      await eventually(() => latest() === 0, 'nobody left');
      counts.stop();
      await eve.close();
    });
  });
