import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { type MatchFact, matchCreated, matchEnded } from '../discovery/events.ts';
import { userBlocked } from '../friends/events.ts';
import { whenMatchesChange } from './reactions/when-matches-change.ts';
import { openChatRepository } from './repository/index.ts';

const INBOX = '{ conversations { edges { node { id otherUser { id } readOnlyReason } } } }';
const CREATE = `mutation ($input: CreateConversationInput!) { createConversation(input: $input) {
  conversation { id } errors { __typename } } }`;
const OF_MATCH = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Match { conversation { id } } } }`;

describe('the conversation of a match', () => {
  let chat: ChatWorld;
  let [ada, ben] = ['', ''];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada = '', ben = ''] = [chat.person(), chat.person()].sort();
  });

  const matchOf = (): MatchFact => ({
    ...{ matchId: newId('mat', new Date()), userIds: [ada, ben], at: new Date().toISOString() },
  });
  const inboxOf = async (who: string): Promise<Answer[]> => {
    await chat.settled();
    return (await chat.run(who, INBOX)).edges.map(({ node }: Answer) => node);
  };
  const begun = async () => (await chat.published()).filter(({ type }) => type === 'chat.conversation-begun');

  test('a match opens one conversation for both, and its end leaves it to be read', async () => {
    const match = matchOf();
    await chat.publish(matchCreated, match);
    await chat.publish(matchCreated, match);

    const [conversation, ...more] = await inboxOf(ada);
    expect([conversation, more]).toEqual([
      { id: expect.any(String), otherUser: { id: ben }, readOnlyReason: null },
      [],
    ]);
    expect(await inboxOf(ben)).toEqual([{ id: conversation.id, otherUser: { id: ada }, readOnlyReason: null }]);
    const created = await chat.run(ben, CREATE, { input: { kind: 'DIRECT', memberIds: [ada] } });
    expect(created.conversation.id).toBe(conversation.id);
    expect((await chat.send(ada, conversation.id, 'hello')).errors).toEqual([]);

    await chat.publish(matchEnded, { ...match, at: new Date().toISOString() });
    expect(await inboxOf(ben)).toMatchObject([{ id: conversation.id, readOnlyReason: 'NO_CONTACT' }]);
    expect((await chat.send(ben, conversation.id, 'wait')).errors).toMatchObject([
      { __typename: 'ConversationReadOnly' },
    ]);
  });

  test('a match of two who write to each other says that they have begun, and opens no second conversation', async () => {
    chat.befriend(ada, ben);
    const id = await chat.open(ada, ben);
    await chat.send(ada, id, 'hello');
    const before = (await begun()).length;

    await chat.publish(matchCreated, matchOf());

    expect((await begun()).slice(before).map(({ payload }) => payload)).toMatchObject([
      { conversationId: id, userIds: [ada, ben] },
    ]);
    expect(await inboxOf(ada)).toHaveLength(1);
  });

  test('a match that ended before its beginning is handled opens nothing, and neither does one of two who are blocked', async () => {
    const match = matchOf();
    await chat.publish(matchEnded, { ...match, at: new Date(Date.now() + 1_000).toISOString() });
    await chat.publish(matchCreated, match);
    expect(await inboxOf(ada)).toEqual([]);

    ben = `${ada}0`;
    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: new Date().toISOString() });
    await chat.publish(matchCreated, matchOf());
    expect(await inboxOf(ada)).toEqual([]);
  });

  test('after a snapshot, a match that it does not name lets nobody write any more', async () => {
    await chat.publish(matchCreated, matchOf());
    const before = ben;
    const startedAt = new Date();
    ben = `${ada}1`;
    await chat.publish(matchCreated, matchOf());
    const repository = openChatRepository(chat.databaseUrl);
    const [reaction] = whenMatchesChange({ signals: { notify: async () => undefined } });
    await repository.transaction(async (store, sql) => reaction?.snapshot?.endUnconfirmed?.(store, startedAt, sql));
    await repository.close();
    const inbox = await inboxOf(ada);
    expect(new Map(inbox.map(({ otherUser, readOnlyReason }) => [otherUser.id, readOnlyReason]))).toEqual(
      new Map([
        [before, 'NO_CONTACT'],
        [ben, null],
      ]),
    );
  });

  test('a match has its conversation, for its two alone', async () => {
    const match = matchOf();
    await chat.publish(matchCreated, match);
    const [{ id }] = await inboxOf(ada);
    const ofMatch = (who: string, other: string | null) =>
      chat.run(who, OF_MATCH, {
        representations: [
          { __typename: 'Match', id: match.matchId, user: other === null ? null : { __typename: 'User', id: other } },
        ],
      });
    expect(await ofMatch(ada, ben)).toEqual([{ conversation: { id } }]);
    expect(await ofMatch(chat.person(), ben)).toEqual([{ conversation: null }]);
    expect(await ofMatch(ada, null)).toEqual([{ conversation: null }]);
  });
});
