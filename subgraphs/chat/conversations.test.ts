import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';
import { MAX_GROUP_MEMBERS } from './operations/create-conversation.ts';

const ERRORS = 'errors { __typename ... on UserError { message path } }';
const CREATE = `mutation ($input: CreateConversationInput!) { createConversation(input: $input) {
  conversation { id kind title viewerRole otherUser { id } members { totalCount edges { node { user { id } role } } } } ${ERRORS} } }`;
const change = (verb: string, type: string) => `mutation ($input: ${type}!) { ${verb}(input: $input) {
  conversation { id title viewerRole } ${ERRORS} } }`;
const ADD = change('addMembers', 'AddMembersInput').replace('path }', 'path } ... on ConversationFull { limit }');
const REMOVE = change('removeMember', 'RemoveMemberInput');
const LEAVE = change('leaveConversation', 'LeaveConversationInput');
const ROLE = change('setMemberRole', 'SetMemberRoleInput');
const RENAME = change('updateConversation', 'UpdateConversationInput');
const MEMBERS = `query ($id: ID!) { conversation(id: $id) {
  members(first: 100) { totalCount edges { node { user { id } role } } } } }`;

describe('conversations', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo, eve] = ['', '', '', ''];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    chat.friendsAway(false);
    [ada, ben, cleo, eve] = [chat.person(), chat.person(), chat.person(), chat.person()];
  });

  const createDirect = (viewerId: string, otherId: string): Promise<Answer> =>
    chat.run(viewerId, CREATE, { input: { kind: 'DIRECT', memberIds: [otherId] } });
  const rolesIn = async (viewerId: string, id: string): Promise<Record<string, string>> => {
    const { members } = await chat.run(viewerId, MEMBERS, { id });
    expect(members.totalCount).toBe(members.edges.length);
    return Object.fromEntries(members.edges.map(({ node }: Answer) => [node.user.id, node.role]));
  };
  const countConversations = async (...userIds: string[]): Promise<number> => {
    const rows = await chat.sql.$queryRaw<object[]>`SELECT FROM member WHERE user_id = ANY (${userIds})`;
    return rows.length;
  };

  test('a direct conversation is one per pair, whoever opens it again', async () => {
    chat.befriend(ada, ben);
    const { conversation, errors } = await createDirect(ada, ben);

    expect(errors).toEqual([]);
    expect(conversation).toMatchObject({ kind: 'DIRECT', title: null, viewerRole: 'MEMBER', otherUser: { id: ben } });
    expect(conversation.members.edges.map(({ node }: Answer) => node.user.id).sort()).toEqual([ada, ben].sort());
    expect((await createDirect(ben, ada)).conversation).toMatchObject({ id: conversation.id, otherUser: { id: ada } });
    const entity = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) {
      ... on User { directConversation { id } } } }`;
    expect(await chat.run(ada, entity, { id: ben })).toEqual([{ directConversation: { id: conversation.id } }]);
    expect(await chat.run(ada, entity, { id: ada })).toEqual([{ directConversation: null }]);
  });

  test('both of a pair opening it at the same moment, many times, get the same one', async () => {
    chat.befriend(ada, ben);

    const opened = await Promise.all(
      Array.from({ length: 10 }, (_, nth) => (nth % 2 === 0 ? createDirect(ada, ben) : createDirect(ben, ada))),
    );

    expect(new Set(opened.map(({ conversation }) => conversation.id)).size).toBe(1);
    expect(await countConversations(ada, ben)).toBe(2);
  });

  test('who is no friend is refused; who became one this moment is asked for and let in', async () => {
    expect(await createDirect(ada, ben)).toMatchObject({
      conversation: null,
      errors: [{ __typename: 'NotFriends', path: ['input', 'memberIds'] }],
    });
    expect(await countConversations(ada, ben)).toBe(0);

    chat.befriend(ada, ben);
    expect((await createDirect(ada, ben)).errors).toEqual([]);
  });

  test('when friends cannot be asked it is unavailable, and nothing is stored', async () => {
    chat.befriend(ada, ben);
    chat.friendsAway(true);
    const input = { kind: 'DIRECT', memberIds: [ben] };

    expect(await chat.codeOf(ada, CREATE, { input })).toBe('UNAVAILABLE');
    expect(await countConversations(ada, ben)).toBe(0);
  });

  test('a friendship that chat has heard of needs no asking, and a block undoes it', async () => {
    const at = new Date().toISOString();
    await chat.publish(friendshipStarted, { userIds: [ada, ben], at });
    chat.friendsAway(true);
    expect((await createDirect(ben, ada)).errors).toEqual([]);

    await chat.publish(friendshipStarted, { userIds: [ada, cleo], at });
    await chat.publish(userBlocked, { userId: cleo, blockedId: ada, at });
    expect(await chat.codeOf(ada, CREATE, { input: { kind: 'DIRECT', memberIds: [cleo] } })).toBe('UNAVAILABLE');
    chat.friendsAway(false);
    expect((await createDirect(ada, cleo)).errors).toMatchObject([{ __typename: 'NotFriends' }]);
  });

  test('a group has one owner, and roles decide who may do what', async () => {
    const id = await chat.open(ada, ben, cleo);
    const member = (userId: string, more = {}) => ({ input: { conversationId: id, userId, ...more } });
    expect(await rolesIn(ben, id)).toEqual({ [ada]: 'OWNER', [ben]: 'MEMBER', [cleo]: 'MEMBER' });

    const denied = { conversation: null, errors: [{ __typename: 'NotPermitted' }] };
    expect(await chat.run(ben, RENAME, { input: { conversationId: id, title: 'Mine' } })).toMatchObject(denied);
    expect(await chat.run(ben, REMOVE, member(cleo))).toMatchObject(denied);
    expect(await chat.run(ben, ROLE, member(cleo, { role: 'ADMIN' }))).toMatchObject(denied);
    expect(await chat.run(ada, ROLE, member(ben, { role: 'ADMIN' }))).toMatchObject({ errors: [] });
    expect(await chat.run(ben, RENAME, { input: { conversationId: id, title: ' Ours ' } })).toMatchObject({
      conversation: { title: 'Ours', viewerRole: 'ADMIN' },
    });
    expect(await chat.run(ben, REMOVE, member(ada))).toMatchObject(denied);
    expect(await chat.run(ada, ROLE, member(ben, { role: 'OWNER' }))).toMatchObject({
      conversation: { viewerRole: 'ADMIN' },
    });
    expect(await rolesIn(ada, id)).toEqual({ [ada]: 'ADMIN', [ben]: 'OWNER', [cleo]: 'MEMBER' });
    expect(await chat.run(ada, REMOVE, member(cleo))).toMatchObject({ errors: [] });
    expect(await rolesIn(ada, id)).toEqual({ [ada]: 'ADMIN', [ben]: 'OWNER' });
  });

  test('a group that is handed to two people at once still has one owner', async () => {
    const id = await chat.open(ada, ben, cleo);
    const hand = (userId: string) => chat.run(ada, ROLE, { input: { conversationId: id, userId, role: 'OWNER' } });

    const outcomes = await Promise.all([hand(ben), hand(cleo), hand(ben), hand(cleo)]);

    const roles = Object.values(await rolesIn(ada, id));
    expect(roles.filter((role) => role === 'OWNER')).toHaveLength(1);
    expect(outcomes.some(({ errors }) => errors.length === 0)).toBe(true);
  });

  test('when the owner leaves, an admin follows before older members, and the last may leave, too', async () => {
    const id = await chat.open(ada, ben, cleo);
    const leave = (viewerId: string) => chat.run(viewerId, LEAVE, { input: { conversationId: id } });
    await chat.run(ada, ROLE, { input: { conversationId: id, userId: cleo, role: 'ADMIN' } });

    expect(await leave(ada)).toEqual({ conversation: null, errors: [] });
    expect(await rolesIn(ben, id)).toEqual({ [ben]: 'MEMBER', [cleo]: 'OWNER' });
    expect(await leave(ada)).toMatchObject({ errors: [{ __typename: 'NotFound' }] });
    await leave(cleo);
    expect(await rolesIn(ben, id)).toEqual({ [ben]: 'OWNER' });
    expect(await leave(ben)).toEqual({ conversation: null, errors: [] });
    expect(await chat.run(ben, MEMBERS, { id })).toBeNull();
  });

  test('a direct conversation cannot be left or managed', async () => {
    const id = await chat.open(ada, ben);
    const denied = { conversation: null, errors: [{ __typename: 'NotPermitted' }] };
    expect(await chat.run(ada, LEAVE, { input: { conversationId: id } })).toMatchObject(denied);
    expect(await chat.run(ada, ADD, { input: { conversationId: id, userIds: [cleo] } })).toMatchObject(denied);
    expect(await chat.run(ada, REMOVE, { input: { conversationId: id, userId: ben } })).toMatchObject(denied);
    expect(await chat.run(ada, RENAME, { input: { conversationId: id, title: 'x' } })).toMatchObject(denied);
  });

  test('adding somebody again changes nothing, and who is added has nothing unread', async () => {
    const id = await chat.open(ada, ben, cleo);
    await chat.send(ada, id, 'before');
    chat.befriend(ada, eve);
    const add = () => chat.run(ada, ADD, { input: { conversationId: id, userIds: [eve, ben] } });

    expect((await Promise.all([add(), add()])).map(({ errors }) => errors)).toEqual([[], []]);
    expect(Object.keys(await rolesIn(eve, id))).toHaveLength(4);
    expect(await chat.run(eve, 'query ($id: ID!) { conversation(id: $id) { unreadCount } }', { id })).toEqual({
      unreadCount: 0,
    });
  });

  test(`a group holds ${MAX_GROUP_MEMBERS} people and not one more, also when two places are taken at once`, async () => {
    const others = Array.from({ length: MAX_GROUP_MEMBERS - 2 }, chat.person);
    const id = await chat.open(ada, ...others);
    for (const late of [ben, cleo]) chat.befriend(ada, late);
    const add = (userId: string) => chat.run(ada, ADD, { input: { conversationId: id, userIds: [userId] } });

    const outcomes = await Promise.all([add(ben), add(cleo)]);

    expect(outcomes.map(({ errors }) => errors.length).sort()).toEqual([0, 1]);
    expect(outcomes.flatMap(({ errors }) => errors)).toMatchObject([
      { __typename: 'ConversationFull', limit: MAX_GROUP_MEMBERS, path: ['input', 'userIds'] },
    ]);
    await chat.settled();
  });

  test('a stranger gets null for what is hidden, and the same refusals as for what does not exist', async () => {
    const id = await chat.open(ada, ben, cleo);
    const { message } = await chat.send(ada, id, 'secret');
    const entities = `query ($id: ID!, $messageId: ID!) { _entities(representations: [
      { __typename: "Conversation", id: $id }, { __typename: "Message", id: $messageId }]) { __typename } }`;
    const unknown = 'cnv_00000000-0000-7000-8000-000000000000';

    expect(await chat.run(ben, entities, { id, messageId: message.id })).toHaveLength(2);
    expect(await chat.run(eve, entities, { id, messageId: message.id })).toEqual([null, null]);
    expect(await chat.run(eve, MEMBERS, { id })).toBeNull();
    const tries: [string, Record<string, unknown>][] = [
      [ADD, { userIds: [ben] }],
      [REMOVE, { userId: ben }],
      [LEAVE, {}],
      [ROLE, { userId: ben, role: 'ADMIN' }],
      [RENAME, { title: 'x' }],
      [change('markConversationRead', 'MarkConversationReadInput'), { sequence: 1 }],
      [change('markDelivered', 'MarkDeliveredInput'), { sequence: 1 }],
      [change('setTyping', 'SetTypingInput'), { isTyping: true }],
    ];
    for (const [mutation, more] of tries) {
      const [hidden, absent] = await Promise.all(
        [id, unknown].map((conversationId) => chat.run(eve, mutation, { input: { conversationId, ...more } })),
      );
      expect(hidden).toMatchObject({ conversation: null, errors: [{ __typename: 'NotFound' }] });
      expect(absent).toEqual(hidden);
    }
    expect(await chat.send(eve, id, 'hello')).toEqual(await chat.send(eve, unknown, 'hello'));
    for (const subscription of ['messageAdded', 'receiptUpdated', 'typingChanged']) {
      for (const conversationId of [id, unknown]) {
        const document = `subscription ($conversationId: ID!) { ${subscription}(conversationId: $conversationId) { __typename } }`;
        expect(await chat.refusalOf(eve, document, { conversationId })).toBe('NOT_FOUND');
      }
    }
  });

  test('a visitor sees nothing and does nothing', async () => {
    const id = await chat.open(ada, ben);
    expect((await chat.execute(MEMBERS, { id })).data).toEqual({ conversation: null });
    expect(await chat.codeOf(null, '{ conversations { edges { cursor } } }')).toBe('UNAUTHENTICATED');
    const input = { input: { conversationId: id, title: 'x' } };
    expect(await chat.codeOf(null, RENAME, input)).toBe('UNAUTHENTICATED');
  });
});
