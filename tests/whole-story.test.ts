import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriend } from './befriend.ts';
import { type Answer, type Listening, type Person, personOf, post, registerPerson } from './client.ts';
import { queryOnce } from './engines.ts';
import { eventually } from './eventually.ts';
import { type IdentityProvider, openIdentityProvider } from './identity-provider.ts';
import { remainsOf } from './remains.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { BOT_TOKEN, signInitData } from './telegram-init-data.ts';

const APP = 'https://app.example.com/signed-in';
const PUBLIC_URL = 'https://api.example.com';
const SESSION = 'session { accessToken refreshToken user { id } }';
const MESSAGES = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) {
  message { text author { id profile { displayName } } } } }`;
const INBOX = `subscription ($after: String) { conversationUpdated(after: $after) { change conversationId message { text } } }`;
const NOTIFIED = `subscription ($after: String) { notificationAdded(after: $after) { notification { type actor { id } } } }`;
const PRESENCE = 'subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { id isOnline } } }';

/** Tombstones, and events of ids on their way. */
const RETAINED_TABLES = /\.(erasure|outbox_event)$|^auth\.(deleted_account|erasure_answer)$/;
/** Once all have answered, the answers are deleted. */
const ALL_ERASED = `SELECT settled_at IS NOT NULL OR (SELECT count(*) FROM auth.erasure_answer WHERE user_id = $1) = 5 AS done
  FROM auth.deleted_account WHERE user_id = $1`;
const CANARY = 'a canary in the group';

describe('two people who met through others’ doors', () => {
  let system: RunningSystem;
  let issuer: IdentityProvider;
  let ada: Person;
  let ben: Person;
  let cleo: Person;
  let group: { readonly id: string; readonly cursor: string };
  let direct: { readonly id: string; readonly cursor: string };
  const open: Listening[] = [];

  beforeAll(async () => {
    issuer = await openIdentityProvider(`${PUBLIC_URL}/oauth/corp/callback`);
    system = await startSystem('embedded', {
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      PUBLIC_URL,
      OAUTH_PROVIDERS: 'corp',
      OAUTH_REDIRECT_URIS: APP,
      OAUTH_CORP_ISSUER: issuer.issuer,
      OAUTH_CORP_CLIENT_ID: issuer.clientId,
      OAUTH_CORP_CLIENT_SECRET: issuer.clientSecret,
    });
  });
  afterAll(async () => {
    await Promise.all([ada?.close(), ben?.close(), cleo?.close()]);
    await system?.close();
    await issuer?.stop();
  });

  const visitor = async (mutation: string, input: object, selection: string): Promise<Answer> => {
    const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} errors { __typename ... on UserError { message } } } }`;
    const { body } = await post(system.url, query, { input });
    expect(body.errors).toBeUndefined();
    expect(body.data[mutation].errors).toEqual([]);
    return body.data[mutation];
  };
  const signedIn = async ({ session }: Answer): Promise<Person> => {
    const { accessToken, refreshToken, user } = session;
    const nicknameOf = async (): Promise<string | undefined> => {
      const { body } = await post(system.url, '{ me { profile { nickname } } }', {}, accessToken);
      return body.data?.me?.profile?.nickname;
    };
    await eventually(async () => (await nicknameOf()) !== undefined, 'the profile to appear');
    return personOf(system.url, { id: user.id, nickname: (await nicknameOf()) ?? '', accessToken, refreshToken });
  };
  const listen = (person: Person, subscription: string, variables: Record<string, unknown>): Listening => {
    const listening = person.listen(subscription, variables);
    open.push(listening);
    return listening;
  };
  const send = (person: Person, conversationId: string, text: string) =>
    person.do('sendMessage', { conversationId, text }, 'message { id sequence }');

  test('one signs up by Telegram', async () => {
    const initData = signInitData({ id: 4711, first_name: 'Ada', username: 'ada_abroad' });
    ada = await signedIn(await visitor('loginWithTelegram', { initData }, SESSION));
    const { me } = await ada.ask('{ me { identities { provider } emailVerified } }');
    expect(me.identities).toEqual([{ provider: 'telegram' }]);
  });

  test('the other signs up by OpenID Connect', async () => {
    const begun = await visitor('startOAuth', { provider: 'corp', redirectUri: APP }, 'authorizationUrl state');
    const person = { sub: 'ben-abroad', email: 'ben-abroad@example.org', email_verified: true };
    const back = await issuer.visit(begun.authorizationUrl, person);
    const callback = await fetch(`${system.url}${back.pathname}${back.search}`, { redirect: 'manual' });
    const code = new URL(callback.headers.get('location') ?? '').searchParams.get('code');
    ben = await signedIn(await visitor('completeOAuth', { state: begun.state, code }, SESSION));
    expect(ben.id).not.toBe(ada.id);
    cleo = await registerPerson(system.url, 'cleo');
  });

  test('they befriend, and are notified of it live', async () => {
    const { notificationsCursor } = await ben.ask('{ notificationsCursor }');
    const notified = listen(ben, NOTIFIED, { after: notificationsCursor });
    // Of the sign-in they may be notified as late as now.
    const nextNotification = async (): Promise<Answer> => {
      const { notification } = (await notified.next()).data.notificationAdded;
      return notification.type === 'ACCOUNT' ? nextNotification() : notification;
    };
    const { request } = await ada.do('sendFriendRequest', { userId: ben.id }, 'request { id }');
    // Before it is accepted: of a request that is answered nobody is notified any more.
    expect(await nextNotification()).toEqual({ type: 'FRIEND_REQUEST', actor: { id: ada.id } });
    await ben.do('acceptFriendRequest', { requestId: request.id }, 'request { id }');
    await befriend(ada, cleo);
    await befriend(ben, cleo);
  });

  test('they talk in a group, where the one sees what the other says as it is said', async () => {
    const memberIds = [ben.id, cleo.id];
    const cursor = 'conversation { id cursor }';
    group = (await ada.do('createConversation', { kind: 'GROUP', memberIds, title: 'Us' }, cursor)).conversation;
    direct = (await ada.do('createConversation', { kind: 'DIRECT', memberIds: [ben.id] }, cursor)).conversation;
    const messages = listen(ben, MESSAGES, { id: group.id, after: group.cursor });
    const { message } = await send(ada, group.id, CANARY);
    await ben.do('addReaction', { messageId: message.id, emoji: '👍' }, 'message { id }');
    const { data } = await messages.next();
    expect(data.messageAdded.message).toMatchObject({ text: CANARY, author: { id: ada.id } });
    const found = 'query ($q: String!) { searchMessages(query: $q, first: 5) { edges { node { id } } } }';
    const { searchMessages } = await ben.ask(found, { q: 'canary' });
    expect(searchMessages.edges).toEqual([{ node: { id: message.id } }]);
  });

  test('who is blocked is cut off at once, on sockets that are open', async () => {
    const { conversationsCursor } = await ben.ask('{ conversationsCursor }');
    const messages = listen(ben, MESSAGES, { id: direct.id, after: direct.cursor });
    const inbox = listen(ben, INBOX, { after: conversationsCursor });
    const presence = listen(ben, PRESENCE, { ids: [ada.id] });
    await presence.next();

    await ada.do('blockUser', { userId: ben.id }, 'user { id }');

    await eventually(() => messages.ending() !== undefined, 'the stream of the direct conversation to end');
    expect(JSON.stringify(messages.ending())).toContain('FORBIDDEN');
    await eventually(
      () => presence.events.at(-1)?.data.presenceChanged.user.isOnline === null,
      'presence to be hidden',
    );
    const { profile } = await ben.ask('query ($id: ID!) { profile(userId: $id) { nickname } }', { id: ada.id });
    expect(profile).toBeNull();
    const refused = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } errors { __typename } } }`;
    const input = { conversationId: direct.id, text: 'are you there?' };
    expect((await ben.ask(refused, { input })).sendMessage).toEqual({
      message: null,
      errors: [{ __typename: 'NotPermitted' }],
    });
    expect(inbox.ending()).toBeUndefined();
  });

  test('who deletes their account leaves nothing behind', async () => {
    const secrets = [ada.id, ada.nickname, CANARY, '"4711"', 'ada_abroad'];
    const { user } = await ada.do('deleteAccount', {}, 'user { id }');
    expect(user.id).toBe(ada.id);
    await eventually(async () => {
      const { rows } = await queryOnce(system.ownerUrl, ALL_ERASED, [ada.id]);
      return rows[0]?.['done'] === true;
    }, 'every domain to have answered');
    const left = (await remainsOf(system.ownerUrl, secrets)).filter(({ table }) => !RETAINED_TABLES.test(table));
    expect(left).toEqual([]);
    const gone = await post(system.url, '{ me { id } }', {}, ada.accessToken);
    expect(gone.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test('the others go on, and find no trace', async () => {
    const { user, conversation } = await cleo.ask(
      `query ($user: ID!, $group: ID!) { user(id: $user) { id } conversation(id: $group) {
        members(first: 9) { totalCount edges { node { user { id } role } } }
        messages(first: 9) { edges { node { text deletedAt author { id } reactions { emoji } } } } } }`,
      { user: ada.id, group: group.id },
    );
    expect(user).toBeNull();
    const members = conversation.members.edges.map(({ node }: Answer) => node);
    expect(members.filter(({ role }: Answer) => role === 'OWNER')).toHaveLength(1);
    expect(members.map((member: Answer) => member.user.id).sort()).toEqual([ben.id, cleo.id].sort());
    expect(conversation.messages.edges.map(({ node }: Answer) => node)).toEqual([
      { text: '', deletedAt: expect.any(String), author: null, reactions: [] },
    ]);
    await send(cleo, group.id, 'still here');
    const { searchMessages } = await ben.ask(
      '{ searchMessages(query: "still", first: 5) { edges { node { author { id } } } } }',
    );
    expect(searchMessages.edges).toEqual([{ node: { author: { id: cleo.id } } }]);
  });
});
