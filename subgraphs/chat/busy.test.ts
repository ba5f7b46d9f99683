import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';

const act = (verb: string, type: string) => `mutation ($input: ${type}!) { ${verb}(input: $input) {
  errors { __typename } } }`;
const ADD = act('addMembers', 'AddMembersInput');
const LEAVE = act('leaveConversation', 'LeaveConversationInput');
const READ = act('markConversationRead', 'MarkConversationReadInput');
const DELIVERED = act('markDelivered', 'MarkDeliveredInput');
const MUTE = act('muteConversation', 'MuteConversationInput');
const ARCHIVE = act('archiveConversation', 'ArchiveConversationInput');
const ADDED = `subscription ($conversationId: ID!, $after: String) {
  messageAdded(conversationId: $conversationId, after: $after) { message { sequence } } }`;
const STATE = `query ($id: ID!) { conversation(id: $id) {
  cursor members(first: 100) { totalCount edges { node { user { id } readSequence } } } } }`;

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('a busy conversation', () => {
  let chat: ChatWorld;

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());

  test('fifty who write while others read, come, go, mute and archive: nobody fails, and nothing is lost or twice', async () => {
    const [owner = '', ...rest] = upTo(55).map(chat.person);
    const [writers, leavers] = [rest.slice(0, 49), rest.slice(49)];
    const newcomers = upTo(5).map(chat.person);
    const id = await chat.open(owner, ...writers, ...leavers);
    chat.befriend(owner, ...newcomers);
    const { cursor } = await chat.run(owner, STATE, { id });
    const listening = await chat.listen(owner, ADDED, { conversationId: id, after: cursor });
    const input = (more = {}) => ({ input: { conversationId: id, ...more } });
    const everybody = [owner, ...writers];
    const doings = [[READ, { sequence: 20 }], [DELIVERED, { sequence: 30 }], [MUTE], [ARCHIVE]] as const;

    const [sent, done] = await Promise.all([
      Promise.all(everybody.map((who) => chat.send(who, id, `from ${who}`))),
      Promise.all([
        // One of four a person: all of them at once would wait for connections, and not for each other.
        ...everybody.map((who, nth) => {
          const [document = READ, more] = doings[nth % doings.length] ?? [];
          return chat.run(who, document, input(more));
        }),
        ...leavers.map((who) => chat.run(who, LEAVE, input())),
        ...newcomers.map((who) => chat.run(owner, ADD, input({ userIds: [who] }))),
      ]),
    ]);

    expect([...sent, ...done].flatMap(({ errors }) => errors)).toEqual([]);
    expect(sent.map(({ message }) => message.sequence).sort((one, other) => one - other)).toEqual(upTo(50));
    await eventually(() => listening.events.length >= 50, 'every message');
    expect(listening.events.map(({ message }) => message.sequence)).toEqual(upTo(50));
    await listening.close();
    const { members } = await chat.run(owner, STATE, { id });
    const there: string[] = members.edges.map(({ node }: Answer) => node.user.id);
    expect(members.totalCount).toBe(55);
    expect(new Set(there)).toEqual(new Set([...everybody, ...newcomers]));
    const changes = await chat.sql.$queryRaw<{ sequence: string }[]>`
      SELECT sequence FROM conversation_change WHERE conversation_id = ${id} ORDER BY conversation_change.sequence`;
    expect(changes.map(({ sequence }) => Number(sequence))).toEqual(upTo(1 + 50 + 10));
    const times = await chat.sql.$queryRaw<{ isOlder: boolean }[]>`
      SELECT sent_at < lag(sent_at) OVER (ORDER BY sequence) AS "isOlder" FROM message WHERE conversation_id = ${id}`;
    expect(times.filter(({ isOlder }) => isOlder)).toEqual([]);
  });
});
