import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { befriend } from '../befriend.ts';
import { type Listening, type Person, post, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import type { JourneySystem } from './journey-system.ts';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id } errors { __typename } }
}`;
const MESSAGES = `subscription ($id: ID!, $after: String) {
  messageAdded(conversationId: $id, after: $after) { message { text } }
}`;

/** Two friends, one of whom blocks the other. */
export const blocks = (at: () => JourneySystem) =>
  describe('people who block others', () => {
    let system: JourneySystem;

    beforeAll(async () => {
      system = at();
    });

    describe('a block', () => {
      let ada: Person;
      let ben: Person;
      let conversationId: string;
      let streamId: string;
      let presence: Listening;
      let messages: Listening;

      beforeAll(async () => {
        [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
        await befriend(ada, ben);
        const opened = await ada.do(
          'createConversation',
          { kind: 'DIRECT', memberIds: [ben.id] },
          'conversation { id cursor }',
        );
        conversationId = opened.conversation.id;
        streamId = (await ada.do('startStream', { title: 'On air', visibility: 'PUBLIC' }, 'stream { id }')).stream.id;
        // From a cursor: there is no sign when a stream without one has begun.
        messages = listen(opened.conversation.cursor);
        presence = ada.listen(
          'subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { id isOnline } } }',
          {
            ids: [ben.id],
          },
        );
        await eventually(() => everythingHolds(true), 'everything to be open to a friend');
      });
      afterAll(() => Promise.all([ada?.close(), ben?.close()]));

      const listen = (after?: string) =>
        ben.listen(MESSAGES, { id: conversationId, ...(after === undefined ? {} : { after }) });
      const refusalsOfSending = async (person: Person): Promise<string[]> => {
        const { body } = await post(system.url, SEND, { input: { conversationId, text: 'hello' } }, person.accessToken);
        return body.data.sendMessage.errors.map(({ __typename }: { __typename: string }) => __typename);
      };
      /** What ben sees of ada, each true or false. */
      const seen = async (): Promise<Record<string, boolean>> => {
        const query = `query ($id: ID!, $nickname: String!, $streamId: ID!) {
      profile(userId: $id) { nickname }
      profileByNickname(nickname: $nickname) { nickname }
      searchProfiles(query: $nickname, first: 5) { edges { node { nickname } } }
      user(id: $id) { profile { nickname } isOnline }
      stream(id: $streamId) { id }
      liveStreams(first: 50) { edges { node { id } } }
    }`;
        const data = await ben.ask(query, { id: ada.id, nickname: ada.nickname, streamId });
        return {
          profile: data.profile !== null,
          profileByNickname: data.profileByNickname !== null,
          search: data.searchProfiles.edges.length > 0,
          'User.profile': (data.user?.profile ?? null) !== null,
          'User.isOnline': (data.user?.isOnline ?? null) !== null,
          stream: data.stream !== null,
          liveStreams: data.liveStreams.edges.some(({ node }: { node: { id: string } }) => node.id === streamId),
        };
      };
      const everythingHolds = async (open: boolean): Promise<boolean> =>
        Object.values(await seen()).every((visible) => visible === open);
      const knowsPresence = async (person: Person, of: Person): Promise<boolean> =>
        (await person.ask('query ($id: ID!) { user(id: $id) { isOnline } }', { id: of.id })).user.isOnline !== null;
      const benIsOnline = () => presence.events.at(-1)?.data.presenceChanged.user?.isOnline ?? null;

      test('holds in profile, streaming and chat within moments, and ends what is open', async () => {
        await eventually(() => benIsOnline() === true, 'ada to see that ben is online');
        expect(await refusalsOfSending(ben)).toEqual([]);
        await ada.do('blockUser', { userId: ben.id }, 'user { id }');

        await Promise.all([
          eventually(() => everythingHolds(false), 'ada to be hidden from ben').catch(async () =>
            expect(Object.entries(await seen()).filter(([, visible]) => visible)).toEqual([]),
          ),
          eventually(async () => (await refusalsOfSending(ben)).join() === 'NotPermitted', 'sending to be refused'),
          eventually(() => messages.ending() !== undefined, 'the stream of messages to end'),
          eventually(async () => !(await knowsPresence(ada, ben)), 'presence to be hidden'),
        ]);
        expect(await refusalsOfSending(ada)).toEqual(['NotPermitted']);
        // With his stream of messages ben went offline, and ada learns only that nothing is known.
        await eventually(() => benIsOnline() === null, 'presence to be hidden from who watches it');
        expect(JSON.stringify([messages.events.at(-1), messages.ending()])).toContain('FORBIDDEN');
      });

      test('undone, all is as it was, but the friendship, and without it the conversation can only be read', async () => {
        await ada.do('unblockUser', { userId: ben.id }, 'user { id }');

        await eventually(() => everythingHolds(true), 'ada to be shown to ben again').catch(async () =>
          expect(Object.entries(await seen()).filter(([, visible]) => !visible)).toEqual([]),
        );
        await eventually(
          async () => (await refusalsOfSending(ben)).join() === 'ConversationReadOnly',
          'sending to need a friendship',
        );
        const { user } = await ben.ask('query ($id: ID!) { user(id: $id) { friendshipStatus } }', { id: ada.id });
        expect(user.friendshipStatus).toBe('NONE');
        await befriend(ada, ben);
        await eventually(async () => (await refusalsOfSending(ben)).length === 0, 'sending to be taken');
        const again = listen();
        await eventually(async () => {
          await ada.do('sendMessage', { conversationId, text: 'again' }, 'message { id }');
          return again.events.length > 0;
        }, 'messages to arrive again');
        again.stop();
      });
    });

    test('registration makes exactly one profile, though Redis forgets everything meanwhile', async () => {
      const redis = new Redis(system.redis.url);
      const people: Person[] = [];
      for (let left = 5; left > 0; left -= 1) {
        const registering = registerPerson(system.url, 'eve');
        await redis.flushall();
        people.push(await registering);
        await redis.flushall();
      }
      redis.disconnect();
      const ids = people.map(({ id }) => id);
      const profiles = async () =>
        (
          await queryOnce(
            system.ownerUrl,
            'SELECT user_id, nickname FROM profile.profile WHERE user_id = ANY ($1) ORDER BY user_id',
            [ids],
          )
        ).rows;
      await eventually(async () => (await profiles()).length >= people.length, 'every profile to appear');
      expect(await profiles()).toEqual(
        people
          .map(({ id, nickname }) => ({ user_id: id, nickname }))
          .sort((one, other) => (one.user_id < other.user_id ? -1 : 1)),
      );
      for (const person of people)
        expect(await person.ask('{ me { profile { nickname } } }')).toEqual({
          me: { profile: { nickname: person.nickname } },
        });
    });
  });
