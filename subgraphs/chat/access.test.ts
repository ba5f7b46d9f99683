import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, type Listening, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../friends/events.ts';

const INBOX = `subscription ($after: String) { conversationUpdated(after: $after) {
  change conversationId conversation { id } message { text } } }`;
const PRESENCE = `subscription ($userIds: [ID!]!) { presenceChanged(userIds: $userIds) { user { id isOnline lastSeenAt } } }`;
const SELF = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { isOnline } } }`;
const act = (verb: string, type: string) => `mutation ($input: ${type}!) { ${verb}(input: $input) {
  errors { __typename } } }`;
const REMOVE = act('removeMember', 'RemoveMemberInput');
const LEAVE = act('leaveConversation', 'LeaveConversationInput');
const ADD = act('addMembers', 'AddMembersInput');
const READ = act('markConversationRead', 'MarkConversationReadInput');

describe('who may no longer know, on a socket that is open', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo] = ['', '', ''];
  let open: Listening[] = [];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });
  afterEach(async () => {
    await Promise.all(open.map((listening) => listening.close()));
    open = [];
  });

  const listen = async (who: string, document: string, variables = {}): Promise<Listening> => {
    const listening = await chat.listen(who, document, variables);
    open.push(listening);
    return listening;
  };
  const inboxOf = async (who: string) => {
    await chat.settled();
    return listen(who, INBOX, { after: await chat.run(who, '{ conversationsCursor }') });
  };
  const device = (who: string) => listen(who, 'subscription { conversationUpdated { cursor } }');
  const now = () => new Date().toISOString();
  /** What a stream of presences has said of a person: true, false, or null for hidden. */
  const saidOf = ({ events }: Listening, id: string): Answer[] =>
    events.filter(({ user }) => user.id === id).map(({ user }) => user.isOnline);
  const says = (listening: Listening, id: string, expected: boolean | null) =>
    eventually(() => saidOf(listening, id).at(-1) === expected, `${expected} of a person`);

  test.each([
    ['removed', () => [ada, REMOVE, { userId: ben }] as const],
    ['gone by themself', () => [ben, LEAVE, {}] as const],
  ])('who is %s hears that they left, then nothing of that group, and everything of others', async (_, way) => {
    const [group, other] = [await chat.open(ada, ben, cleo), await chat.open(ada, ben)];
    const his = await inboxOf(ben);
    const [who, document, more] = way();
    await chat.run(who, document, { input: { conversationId: group, ...more } });
    await chat.send(ada, group, 'among us');
    await chat.run(cleo, READ, { input: { conversationId: group, sequence: 1 } });
    await chat.send(ada, other, 'still there?');

    const changes = await his.until(2);
    await chat.settled();
    expect(changes).toEqual([
      { change: 'MEMBER_LEFT', conversationId: group, conversation: null, message: null },
      {
        change: 'MESSAGE_ADDED',
        conversationId: other,
        conversation: { id: other },
        message: { text: 'still there?' },
      },
    ]);
    expect(his.ending()).toBeUndefined();
  });

  test('a block ends only the news of that pair in an inbox', async () => {
    const [pair, group] = [await chat.open(ada, ben), await chat.open(ada, ben, cleo)];
    const [his, hers] = [await inboxOf(ben), await inboxOf(ada)];
    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: now() });
    for (const who of [ada, ben]) await chat.send(who, pair, 'blocked');
    await chat.send(cleo, group, 'delivered');

    for (const listening of [his, hers]) {
      expect((await listening.until(1)).map(({ message }) => message?.text)).toEqual(['delivered']);
      expect(listening.ending()).toBeUndefined();
    }
  });

  test('a block hides presence at once, on either side, and for good; undone, it is shown again', async () => {
    await chat.open(ada, ben);
    await chat.publish(friendshipStarted, { userIds: [ada, cleo], at: now() });
    const [hers, his] = [
      await listen(ada, PRESENCE, { userIds: [ben, cleo] }),
      await listen(ben, PRESENCE, { userIds: [ada] }),
    ];
    await Promise.all([says(hers, ben, true), says(his, ada, true), says(hers, cleo, false)]);

    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: now() });
    await Promise.all([says(hers, ben, null), says(his, ada, null)]);
    expect(hers.events).toContainEqual({ user: { id: ben, isOnline: null, lastSeenAt: null } });
    // He goes and comes: of that she hears nothing, and of somebody else all the same.
    await his.close();
    await eventually(async () => (await chat.run(ben, SELF, { id: ben }))[0].isOnline === false, 'him to be gone');
    const again = await device(ben);
    const first = await device(cleo);
    await says(hers, cleo, true);
    await first.close();
    await says(hers, cleo, false);
    const messages = saidOf(hers, ben);
    expect(messages.slice(messages.indexOf(null))).toEqual([null]);
    expect(hers.ending()).toBeUndefined();

    await chat.publish(userUnblocked, { userId: ben, blockedId: ada, at: now() });
    await says(hers, ben, true);
    await again.close();
    await says(hers, ben, false);
  });

  test.each([
    ['removed from', () => [ada, REMOVE, { userId: ben }] as const],
    ['gone from', () => [ben, LEAVE, {}] as const],
  ])(
    'presence is hidden from who was %s the only conversation they shared, and theirs from the others',
    async (_, way) => {
      const group = await chat.open(ada, ben, cleo);
      const [hers, his] = [
        await listen(cleo, PRESENCE, { userIds: [ben] }),
        await listen(ben, PRESENCE, { userIds: [cleo] }),
      ];
      await Promise.all([says(hers, ben, true), says(his, cleo, true)]);

      const [who, document, more] = way();
      await chat.run(who, document, { input: { conversationId: group, ...more } });
      await Promise.all([says(hers, ben, null), says(his, cleo, null)]);
      chat.befriend(ada, ben);
      await chat.run(ada, ADD, { input: { conversationId: group, userIds: [ben] } });
      await Promise.all([says(hers, ben, true), says(his, cleo, true)]);
    },
  );

  test('presence of a friend is hidden with the end of the friendship', async () => {
    await chat.publish(friendshipStarted, { userIds: [ada, cleo], at: now() });
    const hers = await listen(ada, PRESENCE, { userIds: [cleo] });
    await says(hers, cleo, false);
    await chat.publish(friendshipEnded, { userIds: [ada, cleo], at: now() });
    await says(hers, cleo, null);
    await chat.publish(friendshipStarted, { userIds: [ada, cleo], at: now() });
    await says(hers, cleo, false);
  });
});
