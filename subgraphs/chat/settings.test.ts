import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { messageActions } from '../../tests/message-actions.ts';

const setting = (verb: string) => {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}ConversationInput`;
  return `mutation ($input: ${type}!) { ${verb}Conversation(input: $input) {
    conversation { isMuted mutedUntil isArchived } errors { __typename ... on UserError { path } } } }`;
};
const STATE = 'query ($id: ID!) { conversation(id: $id) { isMuted mutedUntil isArchived } }';
const LIST = `query ($isArchived: Boolean) { conversations(isArchived: $isArchived) { edges { node { id } } } }`;
const PAGE = `query ($isArchived: Boolean, $after: String) { conversations(isArchived: $isArchived, first: 1, after: $after) {
  edges { cursor node { id } } pageInfo { hasNextPage } } }`;
const RECIPIENTS = 'query ($id: ID!) { messageRecipients(messageId: $id) { id } }';
const INBOX = `subscription ($after: String) { conversationUpdated(after: $after) {
  change conversation { isMuted isArchived } } }`;

describe('muting and archiving', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo, eve] = ['', '', '', ''];
  let passed = 0;
  const messages = messageActions(() => chat);

  beforeAll(async () => {
    chat = await openChatWorld({ now: () => new Date(Date.now() + passed) });
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    passed = 0;
    [ada, ben, cleo, eve] = [chat.person(), chat.person(), chat.person(), chat.person()];
  });

  const set = (who: string, verb: string, conversationId: string, more = {}): Promise<Answer> =>
    chat.run(who, setting(verb), { input: { conversationId, ...more } });
  const stateOf = (who: string, id: string): Promise<Answer> => chat.run(who, STATE, { id });
  const list = async (who: string, variables = {}): Promise<string[]> =>
    (await chat.run(who, LIST, variables)).edges.map(({ node }: Answer) => node.id);
  const unread = (who: string) => chat.run(who, '{ unreadConversationCount }');
  const inAnHour = () => new Date(Date.now() + passed + 3_600_000).toISOString();
  const recipientsOf = async (id: string): Promise<string[]> => {
    const { data } = await chat.execute(RECIPIENTS, { id }, chat.asService('notifications'));
    const { messageRecipients }: Answer = data;
    return messageRecipients.map((person: Answer) => person.id);
  };

  test('a mute is the member’s own: others see nothing of it, and are notified as before', async () => {
    const id = await chat.open(ada, ben, cleo);
    expect(await set(ben, 'mute', id)).toEqual({
      conversation: { isMuted: true, mutedUntil: null, isArchived: false },
      errors: [],
    });
    expect(await stateOf(cleo, id)).toEqual({ isMuted: false, mutedUntil: null, isArchived: false });
    const { message } = await chat.send(ada, id, 'hello');
    expect(await recipientsOf(message.id)).toEqual([cleo]);
    expect([await unread(ben), await unread(cleo)]).toEqual([0, 1]);

    expect((await set(ben, 'unmute', id)).conversation.isMuted).toBe(false);
    expect((await recipientsOf(message.id)).sort()).toEqual([ben, cleo].sort());
    expect(await unread(ben)).toBe(1);
  });

  test('who is mentioned in a group hears of it although they muted it; in a conversation of two they do not', async () => {
    const [group, pair] = [await chat.open(ada, ben, cleo), await chat.open(ada, ben)];
    for (const id of [group, pair]) await set(ben, 'mute', id);
    await set(cleo, 'mute', group);
    const named = async (id: string) => (await messages.send(ada, id, 'you', { mentionedUserIds: [ben] })).id;
    expect(await recipientsOf(await named(group))).toEqual([ben]);
    expect(await recipientsOf(await named(pair))).toEqual([]);
  });

  test('a mute with an end ends by itself', async () => {
    const id = await chat.open(ada, ben);
    const until = inAnHour();
    expect((await set(ben, 'mute', id, { until })).conversation).toMatchObject({ isMuted: true, mutedUntil: until });
    const { message } = await chat.send(ada, id, 'hello');
    expect(await recipientsOf(message.id)).toEqual([]);

    passed = 3_600_001;
    expect(await stateOf(ben, id)).toMatchObject({ isMuted: false, mutedUntil: null });
    expect(await recipientsOf(message.id)).toEqual([ben]);
    expect(await unread(ben)).toBe(1);
    expect(await set(ben, 'mute', id, { until })).toMatchObject({
      conversation: null,
      errors: [{ __typename: 'InvalidInput', path: ['input', 'until'] }],
    });
  });

  test('what is archived leaves the list and the count, pages included, and comes back with the next message', async () => {
    const [shown, away] = [await chat.open(ada, ben), await chat.open(ben, cleo)];
    await chat.send(cleo, away, 'one');
    expect((await set(ben, 'archive', away)).conversation.isArchived).toBe(true);
    expect(await list(ben)).toEqual([shown]);
    expect(await list(ben, { isArchived: true })).toEqual([away]);
    expect(await list(ben, { isArchived: null })).toEqual([away, shown]);
    expect(await unread(ben)).toBe(0);
    expect(await list(cleo)).toEqual([away]);
    const first = await chat.run(ben, PAGE, { isArchived: null });
    const second = await chat.run(ben, PAGE, { isArchived: null, after: first.edges[0].cursor });
    expect([...first.edges, ...second.edges].map(({ node }: Answer) => node.id)).toEqual([away, shown]);
    expect((await chat.run(ben, PAGE)).pageInfo.hasNextPage).toBe(false);

    await chat.send(cleo, away, 'two');
    expect(await list(ben)).toEqual([away, shown]);
    expect(await unread(ben)).toBe(1);
    await set(ben, 'archive', away);
    expect((await set(ben, 'unarchive', away)).conversation.isArchived).toBe(false);
    expect(await list(ben)).toEqual([away, shown]);
  });

  test('what is archived and muted stays away, also when the mute ends; only a message after that brings it back', async () => {
    const id = await chat.open(ada, ben);
    await set(ben, 'archive', id);
    await set(ben, 'mute', id, { until: inAnHour() });
    await chat.send(ada, id, 'archived and muted');
    expect(await stateOf(ben, id)).toMatchObject({ isMuted: true, isArchived: true });
    passed = 3_600_001;
    expect(await stateOf(ben, id)).toMatchObject({ isMuted: false, isArchived: true });
    await chat.send(ada, id, 'after the mute');
    expect(await stateOf(ben, id)).toMatchObject({ isArchived: false });
    // Muted when it is back already, it is not hidden again.
    await set(ben, 'mute', id);
    expect(await stateOf(ben, id)).toMatchObject({ isMuted: true, isArchived: false });

    await set(ben, 'archive', id);
    await chat.send(ada, id, 'archived and muted');
    await set(ben, 'unmute', id);
    expect(await stateOf(ben, id)).toMatchObject({ isMuted: false, isArchived: true });
    await chat.send(ada, id, 'after the mute');
    expect(await stateOf(ben, id)).toMatchObject({ isArchived: false });
  });

  test('the person’s other devices receive each change once, and nobody else does', async () => {
    const id = await chat.open(ada, ben);
    await chat.settled();
    const [his, hers] = await Promise.all(
      [ben, ada].map(async (who) => chat.listen(who, INBOX, { after: await chat.run(who, '{ conversationsCursor }') })),
    );
    if (his === undefined || hers === undefined) throw new Error('a stream a person');
    for (const verb of ['mute', 'mute', 'archive', 'archive', 'unmute', 'unmute', 'unarchive', 'unarchive'])
      await set(ben, verb, id);

    const changes = await his.until(4);
    expect(changes.map(({ change }) => change)).toEqual(Array(4).fill('SETTINGS_CHANGED'));
    expect(changes[3].conversation).toEqual({ isMuted: false, isArchived: false });
    await chat.send(ben, id, 'last');
    expect((await his.until(5))[4].change).toBe('MESSAGE_ADDED');
    expect((await hers.until(1)).map(({ change }) => change)).toEqual(['MESSAGE_ADDED']);
    await Promise.all([his.close(), hers.close()]);
  });

  test.each(['mute', 'unmute', 'archive', 'unarchive'])('%s is not for strangers', async (verb) => {
    const id = await chat.open(ada, ben);
    const refused = { conversation: null, errors: [{ __typename: 'NotFound', path: ['input', 'conversationId'] }] };
    expect(await set(eve, verb, id)).toEqual(refused);
    expect(await set(ben, verb, 'cnv_none')).toEqual(refused);
    expect(await chat.codeOf(null, setting(verb), { input: { conversationId: id } })).toBe('UNAUTHENTICATED');
  });
});
