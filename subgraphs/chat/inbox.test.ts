import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, type Listening, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { randomOf } from '../../tests/seeded-random.ts';

const STATE = `id kind title viewerRole isMuted isArchived unreadCount lastMessage { sequence text } members(first: 100) { edges { node { user { id } role } } }`;
const INBOX = `subscription ($after: String) { conversationUpdated(after: $after) {
  change conversationId cursor unreadCount resyncRequired message { sequence text } member { id } conversation { ${STATE} } } }`;
const SNAPSHOT = `{ conversationsCursor conversations(first: 100, isArchived: null) { edges { node { ${STATE} } } } }`;
const act = (verb: string, type: string) => `mutation ($input: ${type}!) { ${verb}(input: $input) {
  conversation { id } errors { __typename } } }`;
const ACTIONS = {
  create: act('createConversation', 'CreateConversationInput'),
  add: act('addMembers', 'AddMembersInput'),
  remove: act('removeMember', 'RemoveMemberInput'),
  leave: act('leaveConversation', 'LeaveConversationInput'),
  role: act('setMemberRole', 'SetMemberRoleInput'),
  rename: act('updateConversation', 'UpdateConversationInput'),
  read: act('markConversationRead', 'MarkConversationReadInput'),
  mute: act('muteConversation', 'MuteConversationInput'),
  unmute: act('unmuteConversation', 'UnmuteConversationInput'),
  archive: act('archiveConversation', 'ArchiveConversationInput'),
  unarchive: act('unarchiveConversation', 'UnarchiveConversationInput'),
  join: act('joinRoom', 'JoinRoomInput'),
  quit: act('leaveRoom', 'LeaveRoomInput'),
} as const;

describe('the inbox', () => {
  let chat: ChatWorld;
  let people: string[];
  let open: Listening[] = [];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    people = Array.from({ length: 5 }, chat.person);
    chat.befriend(...people);
  });
  afterEach(async () => {
    await Promise.all(open.map((listening) => listening.close()));
    open = [];
  });

  const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, at) => at + from);
  const cursorOf = (who: string): Promise<string> => chat.run(who, '{ conversationsCursor }');
  const follow = async (who: string, after?: string): Promise<Listening & { readonly start: string }> => {
    const start = after ?? (await cursorOf(who));
    const listening = await chat.listen(who, INBOX, { after: start });
    open.push(listening);
    return { ...listening, start };
  };
  /** The compared changes: all but those that rooms do not publish. */
  const comparable = ({ unreadCount, lastMessage, members, ...rest }: Answer) =>
    rest.kind === 'ROOM' ? { ...rest } : { ...rest, unreadCount, lastMessage, members };
  const snapshotOf = async (who: string): Promise<{ cursor: string; state: Map<string, Answer> }> => {
    const { data } = await chat.execute(SNAPSHOT, {}, chat.as(who));
    const { conversationsCursor: cursor, conversations }: Answer = data;
    return { cursor, state: new Map(conversations.edges.map(({ node }: Answer) => [node.id, comparable(node)])) };
  };
  /** What a client knows that has nothing but a snapshot and its stream. */
  const rebuilt = (events: readonly Answer[], from = new Map<string, Answer>()): Map<string, Answer> => {
    const state = new Map(from);
    for (const { conversationId, conversation } of events) {
      if (conversation === null || conversation.viewerRole === null) state.delete(conversationId);
      else state.set(conversationId, comparable(conversation));
    }
    return state;
  };
  const caughtUp = async (who: string, listening: Awaited<ReturnType<typeof follow>>): Promise<void> => {
    await chat.settled();
    const cursor = await cursorOf(who);
    await eventually(
      () => listening.ending() !== undefined || (listening.events.at(-1)?.cursor ?? listening.start) === cursor,
      'the newest change',
    );
    expect(listening.ending()).toBeUndefined();
  };

  test('delivers each change once and in order, with the message, the member and what is unread', async () => {
    const [ada = '', ben = '', cleo = ''] = people;
    const listening = await follow(ben);
    const conversationId = await chat.open(ada, ben, cleo);
    await chat.send(ada, conversationId, 'hello');
    await listening.until(2);
    await chat.run(ben, ACTIONS.read, { input: { conversationId, sequence: 1 } });
    await chat.run(ada, ACTIONS.rename, { input: { conversationId, title: 'You' } });
    await chat.run(ada, ACTIONS.role, { input: { conversationId, userId: cleo, role: 'ADMIN' } });
    await listening.until(5);
    await chat.run(ada, ACTIONS.remove, { input: { conversationId, userId: ben } });
    await chat.send(ada, conversationId, 'he is gone');

    const events = await listening.until(6);
    expect(events.map(({ change, message, member }) => [change, message?.text ?? null, member?.id ?? null])).toEqual([
      ['CREATED', null, null],
      ['MESSAGE_ADDED', 'hello', null],
      ['READ', null, null],
      ['UPDATED', null, null],
      ['MEMBER_CHANGED', null, cleo],
      ['MEMBER_LEFT', null, ben],
    ]);
    expect(events[1]).toMatchObject({ unreadCount: 1, conversation: { unreadCount: 1 } });
    expect(events[2]).toMatchObject({ unreadCount: 0 });
    expect(events[5]).toMatchObject({ conversationId, conversation: null, unreadCount: null });
    await caughtUp(ben, listening);
    expect(listening.events).toHaveLength(6);
  });

  test.each([1, 2, 3])(
    'whatever five people do (seed %i), each inbox made from the stream alone equals the queries',
    async (seed) => {
      const random = randomOf(seed);
      const pick = <Item>(from: readonly Item[]): Item => {
        const item = from[random(from.length)];
        if (item === undefined) throw new Error('nothing to pick from');
        return item;
      };
      const streams = await Promise.all(people.map((who) => follow(who)));
      const name = `Room of ${seed}`;
      const [host = ''] = people;
      const { conversation: room } = await chat.run(
        host,
        'mutation ($name: String!) { createRoom(input: { name: $name }) { conversation { id } errors { __typename } } }',
        { name },
      );
      const ids = [await chat.open(host, ...people.slice(1, 4))];
      const actions: (() => Promise<unknown>)[] = [
        async () => {
          const others = people.filter(() => random(2) === 0);
          const input = {
            kind: 'GROUP',
            title: `Group ${random(100)}`,
            memberIds: others.length === 0 ? [people[1]] : others,
          };
          const { conversation } = await chat.run(pick(people), ACTIONS.create, { input });
          if (conversation !== null) ids.push(conversation.id);
        },
        async () => {
          const [one, other] = [pick(people), pick(people)];
          const { conversation } = await chat.run(one, ACTIONS.create, {
            input: { kind: 'DIRECT', memberIds: [other] },
          });
          if (conversation !== null) ids.push(conversation.id);
        },
        ...upTo(6).map(() => () => chat.send(pick(people), pick([...ids, room.id]), `text ${random(1000)}`)),
        ...upTo(3).map(
          () => () =>
            chat.run(pick(people), ACTIONS.read, { input: { conversationId: pick(ids), sequence: random(10) } }),
        ),
        () => chat.run(pick(people), ACTIONS.add, { input: { conversationId: pick(ids), userIds: [pick(people)] } }),
        () => chat.run(pick(people), ACTIONS.remove, { input: { conversationId: pick(ids), userId: pick(people) } }),
        () => chat.run(pick(people), ACTIONS.leave, { input: { conversationId: pick(ids) } }),
        () =>
          chat.run(pick(people), ACTIONS.role, {
            input: { conversationId: pick(ids), userId: pick(people), role: pick(['OWNER', 'ADMIN', 'MEMBER']) },
          }),
        () =>
          chat.run(pick(people), ACTIONS.rename, {
            input: { conversationId: pick(ids), title: `Title ${random(100)}` },
          }),
        ...[ACTIONS.mute, ACTIONS.unmute, ACTIONS.archive, ACTIONS.archive, ACTIONS.unarchive].map(
          (setting) => () => chat.run(pick(people), setting, { input: { conversationId: pick(ids) } }),
        ),
        () => chat.run(pick(people), ACTIONS.join, { input: { name } }),
        () => chat.run(pick(people), ACTIONS.quit, { input: { name } }),
      ];

      for (const _ of upTo(25)) await Promise.all(upTo(4).map(() => pick(actions)()));

      for (const [at, who] of people.entries()) {
        const listening = streams[at];
        if (listening === undefined) throw new Error('a stream a person');
        await caughtUp(who, listening);
        const { events } = listening;
        expect(rebuilt(events)).toEqual((await snapshotOf(who)).state);
        expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);
        for (const id of ids) {
          const changes = events
            .filter((event) => event.conversationId === id && event.message !== null)
            .map(({ message }) => message.sequence);
          expect(changes).toEqual([...new Set(changes)].sort((one, other) => one - other));
        }
      }
    },
  );

  test('a snapshot and its cursor, taken while others write, miss nothing', async () => {
    const [ada = '', ben = '', cleo = ''] = people;
    const ids = [await chat.open(ada, ben), await chat.open(cleo, ben), await chat.open(ada, ben, cleo)];
    const sendAll = async (id: string, nth: number) => {
      const sent: Answer[] = [];
      for (const text of upTo(20)) sent.push(await chat.send(nth === 1 ? cleo : ada, id, `message ${text}`));
      return sent;
    };
    const sending = Promise.all(ids.map(sendAll)).then((sent) => sent.flat());
    const watchers: { listening: Awaited<ReturnType<typeof follow>>; state: Map<string, Answer> }[] = [];
    for (const _ of upTo(5)) {
      const { cursor, state } = await snapshotOf(ben);
      watchers.push({ listening: await follow(ben, cursor), state });
    }
    expect((await sending).flatMap(({ errors }) => errors)).toEqual([]);

    for (const { listening, state } of watchers) {
      await caughtUp(ben, listening);
      expect(rebuilt(listening.events, state)).toEqual((await snapshotOf(ben)).state);
      for (const id of ids) {
        const changes = listening.events.filter(
          (event) => event.conversationId === id && event.change === 'MESSAGE_ADDED',
        );
        const sequences = changes.map(({ message }) => message.sequence);
        const seen = state.get(id)?.lastMessage?.sequence ?? 0;
        const first = sequences[0] ?? seen + 1;
        expect(first).toBeLessThanOrEqual(seen + 1);
        expect(sequences).toEqual(upTo(20 - first + 1, first));
      }
    }
  });

  test('a cursor whose changes are forgotten asks to read anew, and goes on', async () => {
    const [ada = '', ben = ''] = people;
    const cursor = await cursorOf(ben);
    const id = await chat.open(ada, ben);
    for (const nth of upTo(3)) await chat.send(ada, id, `message ${nth}`);
    await chat.settled();
    await chat.sql.$executeRaw`DELETE FROM person_change WHERE user_id = ${ben} AND sequence <= 2`;

    const listening = await follow(ben, cursor);
    expect(await listening.until(1)).toMatchObject([{ resyncRequired: true, conversation: null, change: null }]);
    await chat.send(ada, id, 'after');
    expect((await listening.until(2))[1]).toMatchObject({ message: { text: 'after' }, resyncRequired: false });
  });

  test('nobody follows with a cursor of another person', async () => {
    const [ada = '', ben = ''] = people;
    await chat.open(ada, ben);
    await chat.settled();
    expect(await chat.refusalOf(ben, INBOX, { after: await cursorOf(ada) })).toBe('BAD_USER_INPUT');
  });
});
