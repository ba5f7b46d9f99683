import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { MESSAGE, messageActions, outcomeOf } from '../../tests/message-actions.ts';
import { userBlocked } from '../friends/events.ts';

const REMOVE = `mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { errors { __typename } } }`;
const ENTITY = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Message { ${MESSAGE} } } }`;

const THUMB = '👍';

describe('messages after they were sent', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo] = ['', '', ''];
  let at = new Date();

  beforeAll(async () => {
    chat = await openChatWorld({ now: () => at });
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    at = new Date();
    [ada, ben, cleo] = [chat.person(), chat.person(), chat.person()];
  });

  const { act, send, read, readMessages, openRoom, changesOf } = messageActions(() => chat);

  const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, nth) => nth + from);

  test('an edit gives another text and keeps the earlier ones, for everybody who reads there', async () => {
    const id = await chat.open(ada, ben);
    const { id: messageId, sequence } = await send(ada, id, 'frist');
    const sentAt = at.toISOString();
    at = new Date(at.getTime() + 1_000);
    const edited = await act(ada, 'editMessage', messageId, { text: ' first\n' });
    expect(edited).toMatchObject({ errors: [], message: { text: 'first', sequence, editedAt: at.toISOString() } });
    const firstEdit = at.toISOString();
    at = new Date(at.getTime() + 1_000);
    await act(ada, 'editMessage', messageId, { text: 'first!' });

    const [message] = await readMessages(ben, id);
    expect(message).toMatchObject({ text: 'first!', editedAt: at.toISOString(), deletedAt: null });
    expect(message.revisions).toEqual([
      { text: 'frist', writtenAt: sentAt },
      { text: 'first', writtenAt: firstEdit },
    ]);
    expect((await act(ada, 'editMessage', messageId, { text: 'first!' })).message).toEqual(message);
    expect((await changesOf(id)).slice(2)).toEqual([
      [3, 'MESSAGE_EDITED', messageId, ada],
      [4, 'MESSAGE_EDITED', messageId, ada],
    ]);
    expect(outcomeOf(await act(ben, 'editMessage', messageId, { text: 'mine' }))).toEqual([null, ['NotPermitted']]);
    at = new Date(at.getTime() + 49 * 60 * 60 * 1000);
    expect(outcomeOf(await act(ada, 'editMessage', messageId, { text: 'late' }))).toEqual([null, ['EditWindowClosed']]);
  });

  test('ten edits at once each keep what stood before them, and fifty are the most', async () => {
    const id = await chat.open(ada, ben);
    const { id: messageId } = await send(ada, id, 'text 0');
    await Promise.all(upTo(10).map((nth) => act(ada, 'editMessage', messageId, { text: `text ${nth}` })));
    const [message] = await readMessages(ben, id);
    expect([...message.revisions.map(({ text }: Answer) => text), message.text].sort()).toEqual(
      upTo(11, 0)
        .map((nth) => `text ${nth}`)
        .sort(),
    );
    for (const nth of upTo(40)) await act(ada, 'editMessage', messageId, { text: `more ${nth}` });
    expect(outcomeOf(await act(ada, 'editMessage', messageId, { text: 'too much' }))).toEqual([
      null,
      ['EditLimitReached'],
    ]);
    expect((await changesOf(id)).map(([sequence]) => sequence)).toEqual(upTo(52));
  });

  test('a deleted message leaves a tombstone: text, revisions, reactions, mentions and pin are gone from the tables', async () => {
    const id = await chat.open(ada, ben, cleo);
    const secret = `secret ${ada}`;
    const { id: messageId, sequence } = await send(ada, id, secret, {
      clientMessageId: 'one',
      mentionedUserIds: [ben],
    });
    await act(ada, 'editMessage', messageId, { text: `${secret} again` });
    await act(ben, 'addReaction', messageId, { emoji: THUMB });
    await act(ada, 'pinMessage', messageId);
    await send(ben, id, 'an answer', { replyToId: messageId });

    const gone = await act(ada, 'deleteMessage', messageId);

    const tombstone = { id: messageId, sequence, text: '', deletedAt: at.toISOString(), author: { id: ada } };
    expect(gone).toMatchObject({ errors: [], message: { ...tombstone, reactions: [], mentions: [], revisions: [] } });
    const { pinnedMessages, messages } = await read(cleo, id);
    expect(pinnedMessages).toEqual([]);
    expect(messages.edges.map(({ node }: Answer) => [node.text, node.replyTo])).toEqual([
      ['', null],
      ['an answer', { id: messageId, text: '', deletedAt: at.toISOString() }],
    ]);
    const left = await chat.sql.$queryRaw<object[]>`
      SELECT FROM (SELECT m::text AS row FROM message AS m UNION ALL SELECT r::text FROM message_revision AS r) AS stored
      WHERE row LIKE ${`%${secret}%`}`;
    expect(left).toEqual([]);
    for (const table of ['message_revision', 'message_reaction', 'message_mention', 'pinned_message'] as const)
      expect(await hanging(table, id)).toBe(0);
    const before = await changesOf(id);
    expect(await act(ada, 'deleteMessage', messageId)).toEqual(gone);
    expect(await changesOf(id)).toEqual(before);
    for (const [verb, more] of [
      ['editMessage', { text: 'back' }],
      ['addReaction', { emoji: THUMB }],
      ['pinMessage', {}],
    ] as const)
      expect(outcomeOf(await act(ada, verb, messageId, more))).toEqual([null, ['MessageDeleted']]);
    for (const [verb, more] of [
      ['removeReaction', { emoji: THUMB }],
      ['unpinMessage', {}],
    ] as const)
      expect((await act(ada, verb, messageId, more)).errors).toEqual([]);
    expect(await changesOf(id)).toEqual(before);
  });

  const hanging = async (
    table: 'message_revision' | 'message_reaction' | 'message_mention' | 'pinned_message',
    id: string,
  ): Promise<number> => {
    const reads = {
      message_revision: () => chat.sql.$queryRaw<object[]>`SELECT FROM message_revision WHERE conversation_id = ${id}`,
      message_reaction: () => chat.sql.$queryRaw<object[]>`SELECT FROM message_reaction WHERE conversation_id = ${id}`,
      message_mention: () => chat.sql.$queryRaw<object[]>`SELECT FROM message_mention WHERE conversation_id = ${id}`,
      pinned_message: () => chat.sql.$queryRaw<object[]>`SELECT FROM pinned_message WHERE conversation_id = ${id}`,
    };
    return (await reads[table]()).length;
  };

  test('a tombstone stays the last message but is unread no more, and nobody is notified elsewhere', async () => {
    const id = await chat.open(ada, ben);
    await send(ada, id, 'one');
    const { id: messageId } = await send(ada, id, 'two');
    const recipients = 'query ($id: ID!) { messageRecipients(messageId: $id) { id } }';
    const eventsOf = async () =>
      (await chat.execute(recipients, { id: messageId }, chat.asService('notifications'))).data?.['messageRecipients'];
    expect(await eventsOf()).toEqual([{ id: ben }]);
    await act(ada, 'deleteMessage', messageId);
    expect(await read(ben, id)).toMatchObject({ unreadCount: 1, lastMessage: { id: messageId, text: '' } });
    expect(await eventsOf()).toEqual([]);
  });

  test('who manages a group or room deletes and pins there; of two each pins, and only the author deletes', async () => {
    const id = await chat.open(ada, ben, cleo);
    const { id: messageId } = await send(ben, id, 'from ben');
    for (const verb of ['deleteMessage', 'pinMessage', 'unpinMessage'])
      expect(outcomeOf(await act(cleo, verb, messageId))).toEqual([null, ['NotPermitted']]);
    expect((await act(ada, 'pinMessage', messageId)).errors).toEqual([]);
    expect((await act(ada, 'deleteMessage', messageId)).message).toMatchObject({ text: '', author: { id: ben } });
    expect((await changesOf(id)).at(-1)).toEqual([4, 'MESSAGE_DELETED', messageId, ada]);

    const pair = await chat.open(ada, cleo);
    const { id: hers } = await send(cleo, pair, 'from cleo');
    expect(outcomeOf(await act(ada, 'deleteMessage', hers))).toEqual([null, ['NotPermitted']]);
    expect((await act(ada, 'pinMessage', hers)).errors).toEqual([]);
    expect((await act(cleo, 'unpinMessage', hers)).errors).toEqual([]);

    const room = await openRoom(ada, `Room of ${ada}`);
    const { id: inRoom } = await send(ada, room, 'welcome');
    for (const [verb, more] of [
      ['addReaction', { emoji: THUMB }],
      ['pinMessage', {}],
      ['deleteMessage', {}],
    ] as const)
      expect(outcomeOf(await act(ben, verb, inRoom, more))).toEqual([null, ['NotPermitted']]);
  });

  test('reactions of ten at once are counted once each, whoever repeats; taken back they are gone', async () => {
    const people = [ada, ...upTo(9).map(chat.person)];
    const id = await chat.open(ada, ...people.slice(1));
    const { id: messageId } = await send(ada, id, 'like me');
    const answers = await Promise.all(
      people.flatMap((who) => [THUMB, '🎉', THUMB].map((emoji) => act(who, 'addReaction', messageId, { emoji }))),
    );
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const reactions = async (who: string) =>
      Object.fromEntries((await readMessages(who, id))[0].reactions.map((each: Answer) => [each.emoji, each]));
    expect(await reactions(ada)).toMatchObject({
      [THUMB]: { count: 10, viewerHasReacted: true },
      '🎉': { count: 10, viewerHasReacted: true },
    });
    expect((await changesOf(id)).map(([sequence]) => sequence)).toEqual(upTo(22));

    await Promise.all(
      people.slice(1).flatMap((who) => [1, 2].map(() => act(who, 'removeReaction', messageId, { emoji: THUMB }))),
    );
    const left = await reactions(people[1] ?? '');
    expect(left[THUMB]).toMatchObject({ count: 1, viewerHasReacted: false, users: [{ id: ada }] });
    expect(left['🎉'].users).toHaveLength(10);
    await act(ada, 'removeReaction', messageId, { emoji: THUMB });
    expect(Object.keys(await reactions(ada))).toEqual(['🎉']);
    expect((await changesOf(id)).map(([sequence]) => sequence)).toEqual(upTo(32));
  });

  test('pins stand newest first, at most fifty, also when many pin at once', async () => {
    const id = await chat.open(ada, ben);
    const sent: string[] = [];
    for (const nth of upTo(55)) sent.push((await send(ada, id, `message ${nth}`)).id);
    const [first = '', second = '', ...rest] = sent;
    await act(ada, 'pinMessage', first);
    at = new Date(at.getTime() + 1_000);
    await act(ben, 'pinMessage', second);
    await act(ada, 'pinMessage', first);
    expect((await read(ada, id)).pinnedMessages.map((message: Answer) => message.id)).toEqual([second, first]);

    const answers: Answer[] = [];
    for (const from of upTo(6, 0).map((nth) => nth * 10))
      answers.push(...(await Promise.all(rest.slice(from, from + 10).map((each) => act(ada, 'pinMessage', each)))));
    const types = answers.flatMap(({ errors }) => errors.map((error: Answer) => error.__typename));
    expect(types).toEqual(Array(5).fill('PinLimitReached'));
    expect((await read(ben, id)).pinnedMessages).toHaveLength(50);
    await act(ben, 'unpinMessage', first);
    expect((await read(ben, id)).pinnedMessages).toHaveLength(49);
  });

  test('a stranger, who was removed, and a blocked pair change nothing and see nothing new', async () => {
    const id = await chat.open(ada, ben, cleo);
    const { id: messageId } = await send(ben, id, 'among us', { mentionedUserIds: [ada] });
    await chat.run(ada, REMOVE, { input: { conversationId: id, userId: ben } });
    const verbs = [
      ['editMessage', { text: 'changed' }],
      ['deleteMessage', {}],
      ['addReaction', { emoji: THUMB }],
      ['removeReaction', { emoji: THUMB }],
      ['pinMessage', {}],
      ['unpinMessage', {}],
    ] as const;
    const before = await changesOf(id);
    for (const who of [chat.person(), ben]) {
      for (const [verb, more] of verbs) {
        expect(outcomeOf(await act(who, verb, messageId, more))).toEqual([null, ['NotFound']]);
        expect(outcomeOf(await act(who, verb, 'msg_none', more))).toEqual([null, ['NotFound']]);
      }
      const representations = [{ __typename: 'Message', id: messageId }];
      expect(await chat.run(who, ENTITY, { representations })).toEqual([null]);
    }
    expect(await changesOf(id)).toEqual(before);

    const pair = await chat.open(ada, ben);
    const { id: between } = await send(ada, pair, 'between us');
    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: new Date().toISOString() });
    for (const [verb, more] of verbs)
      expect(outcomeOf(await act(ada, verb, between, more))).toEqual([null, ['NotPermitted']]);
    expect((await changesOf(pair)).map(([, kind]) => kind)).toEqual(['CREATED', 'MESSAGE_ADDED']);
  });

  test('a page of messages with all that hangs on them costs the same few statements however long it is', async () => {
    const id = await chat.open(ada, ben, cleo);
    const details = `query ($id: ID!) { conversation(id: $id) { pinnedMessages { text reactions { emoji } }
      messages(last: 100) { edges { node { text replyTo { text reactions { emoji users(first: 3) { id } } } mentions { id }
        reactions { emoji count viewerHasReacted users { id } } revisions { text } readBy { users { id } } deliveredTo { totalCount } } } } } }`;
    const statementsWith = async (count: number): Promise<string[]> => {
      for (const nth of upTo(count)) {
        const { id: messageId } = await send(ada, id, `message ${nth}`, { mentionedUserIds: [ben] });
        await send(ben, id, 'answer', { replyToId: messageId });
        for (const emoji of [THUMB, '🎉']) await act(cleo, 'addReaction', messageId, { emoji });
        await act(ada, 'editMessage', messageId, { text: `edited ${nth}` });
        await act(ada, 'pinMessage', messageId);
      }
      await chat.settled();
      chat.statements();
      const { messages } = await chat.run(ada, details, { id });
      expect(messages.edges.length).toBeGreaterThanOrEqual(2 * count);
      return chat.statements().filter((text) => !text.includes('projected_sequence <'));
    };

    const few = await statementsWith(1);
    const many = await statementsWith(8);

    expect(many).toHaveLength(few.length);
    // The conversation, pins, the page; then answers, mentions, reactions, revisions, read, received; then reactions of
    // pins and of what is answered, and who reacted, twice.
    expect(many.length).toBeLessThanOrEqual(13);
  });

  test('mutations one after another in one request each answer with what they have done', async () => {
    const id = await chat.open(ada, ben);
    const { id: messageId } = await send(ada, id, 'hello');
    const pins = 'message { conversation { pinnedMessages { id } } }';
    const answer = await chat.execute(
      `mutation ($add: AddReactionInput!, $edit: EditMessageInput!, $pin: PinMessageInput!, $unpin: UnpinMessageInput!) {
        one: addReaction(input: $add) { message { text reactions { count } revisions { text } } }
        two: editMessage(input: $edit) { message { text reactions { count } revisions { text } } }
        three: removeReaction(input: { messageId: "${messageId}", emoji: "👍" }) { message { text reactions { count } } }
        four: pinMessage(input: $pin) { ${pins} } five: unpinMessage(input: $unpin) { ${pins} } }`,
      { add: { messageId, emoji: THUMB }, edit: { messageId, text: 'bye' }, pin: { messageId }, unpin: { messageId } },
      chat.as(ada),
    );
    expect(answer).toEqual({
      data: {
        one: { message: { text: 'hello', reactions: [{ count: 1 }], revisions: [] } },
        two: { message: { text: 'bye', reactions: [{ count: 1 }], revisions: [{ text: 'hello' }] } },
        three: { message: { text: 'bye', reactions: [] } },
        four: { message: { conversation: { pinnedMessages: [{ id: messageId }] } } },
        five: { message: { conversation: { pinnedMessages: [] } } },
      },
    });
  });
});
