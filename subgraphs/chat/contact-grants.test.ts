import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { defineEvent } from '../../runtime/events/event-type.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { friendshipEnded, friendshipStarted, userBlocked } from '../friends/events.ts';
import { whenContactChanges } from './reactions/when-contact-changes.ts';
import { type ChatRepository, openChatRepository } from './repository/index.ts';

const CREATE = `mutation ($input: CreateConversationInput!) { createConversation(input: $input) {
  conversation { id readOnlyReason } errors { __typename } } }`;
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  message { id } errors { __typename ... on ConversationReadOnly { reason path } } } }`;
const READ = `query ($id: ID!) { conversation(id: $id) { readOnlyReason messages { edges { node { text } } } } }`;
const CHANGES = `subscription ($after: String) { conversationUpdated(after: $after) { change conversation { readOnlyReason } } }`;
const MESSAGES = `subscription ($id: ID!) { messageAdded(conversationId: $id) { message { text } } }`;

/** An event as a domain publishes it whose people may write to each other. */
interface ToyMatch {
  readonly matchId: string;
  readonly userIds: readonly [string, string];
  readonly at: string;
}

const toyEvent = (name: string) =>
  defineEvent<ToyMatch>(`toy.${name}`, { notifies: false, reason: 'Nobody receives it outside this test.' });

describe('who may write to each other without being friends', () => {
  let chat: ChatWorld;
  let repository: ChatRepository;
  let [ada, ben] = ['', ''];
  let time = Date.parse('2026-11-20T12:00:00.000Z');
  const tick = (): number => {
    time += 1_000;
    return time;
  };
  const notify = jest.fn<Signals['notify']>(async () => undefined);

  beforeAll(async () => {
    chat = await openChatWorld();
    repository = openChatRepository(chat.databaseUrl);
  });
  afterAll(async () => {
    await repository.close();
    await chat.close();
  });
  beforeEach(() => {
    [ada, ben] = [chat.person(), chat.person()];
  });

  /** Handles the event of a toy domain: a match that begins or ends. */
  const match = async (isActive: boolean, { matchId = 'mtc_1', at = tick() } = {}): Promise<void> => {
    const type = toyEvent(isActive ? 'match-created' : 'match-ended');
    const reaction = whenContactChanges(
      type,
      (payload) => ({
        userIds: payload.userIds,
        source: 'MATCH',
        sourceId: payload.matchId,
        isActive,
        at: new Date(payload.at),
      }),
      { signals: { notify } },
    );
    const payload: ToyMatch = { matchId, userIds: [ben, ada], at: new Date(at).toISOString() };
    const event = { id: newId('evt', new Date(at)), type: type.name, producer: 'toy', epoch: '', number: 1, payload };
    const followUps = await repository.transaction((store, sql) => reaction.handle(store, [event], sql));
    for (const followUp of followUps) await followUp();
  };
  const create = (): Promise<Answer> => chat.run(ada, CREATE, { input: { kind: 'DIRECT', memberIds: [ben] } });
  const send = async (who: string, conversationId: string): Promise<Answer> =>
    (await chat.run(who, SEND, { input: { conversationId, text: 'hello' } })).errors;
  const stateOf = async (id: string) => (await chat.run(ada, READ, { id })).readOnlyReason;
  const readOnly = [
    { __typename: 'ConversationReadOnly', reason: 'NO_CONTACT', path: ['input', 'conversationId'] },
  ] as const;

  test('a grant opens a direct conversation, and the end of the last one leaves it to be read by both', async () => {
    expect(await create()).toMatchObject({ conversation: null, errors: [{ __typename: 'NotFriends' }] });
    await match(true);
    await match(true, { matchId: 'mtc_2' });
    const { id } = (await create()).conversation;
    expect(await send(ada, id)).toEqual([]);

    await match(false);
    expect(await send(ben, id)).toEqual([]);
    expect(await stateOf(id)).toBeNull();
    await match(false, { matchId: 'mtc_2' });

    for (const who of [ada, ben]) {
      expect(await send(who, id)).toEqual(readOnly);
      expect(await chat.run(who, READ, { id })).toEqual({
        readOnlyReason: 'NO_CONTACT',
        messages: { edges: [{ node: { text: 'hello' } }, { node: { text: 'hello' } }] },
      });
    }
    const listening = await chat.listen(ben, MESSAGES, { id });
    await match(true);
    expect(await send(ada, id)).toEqual([]);
    expect(await listening.until(1)).toEqual([{ message: { text: 'hello' } }]);
    await listening.close();
  });

  test('friends write without a grant; the end of the friendship leaves what grants permit', async () => {
    const at = () => new Date(tick()).toISOString();
    await chat.publish(friendshipStarted, { userIds: [ada, ben], at: at() });
    const { id } = (await create()).conversation;
    await match(true);
    await chat.publish(friendshipEnded, { userIds: [ada, ben], at: at() });
    expect(await send(ada, id)).toEqual([]);
    await match(false);
    expect(await send(ada, id)).toEqual(readOnly);
    await chat.publish(friendshipStarted, { userIds: [ada, ben], at: at() });
    expect(await send(ada, id)).toEqual([]);
  });

  test('a block is stronger than a grant', async () => {
    await match(true);
    const { id } = (await create()).conversation;
    await chat.publish(userBlocked, { userId: ben, blockedId: ada, at: new Date().toISOString() });
    expect(await send(ada, id)).toEqual([{ __typename: 'NotPermitted' }]);
    const [cleo] = [chat.person()];
    await chat.publish(userBlocked, { userId: cleo, blockedId: ada, at: new Date().toISOString() });
    ben = cleo;
    await match(true);
    expect(await create()).toMatchObject({ errors: [{ __typename: 'NotFriends' }] });
  });

  test('an event that is handled late does not revive a grant', async () => {
    const early = tick();
    await match(true);
    const { id } = (await create()).conversation;
    await match(false);
    await match(true, { at: early });
    expect(await send(ada, id)).toEqual(readOnly);
  });

  test('a conversation logs that it can no longer be written to, and again that it can, once each', async () => {
    await match(true);
    const { id } = (await create()).conversation;
    await chat.settled();
    const listening = await chat.listen(ben, CHANGES, { after: await chat.run(ben, '{ conversationsCursor }') });
    notify.mockClear();

    await match(true, { matchId: 'mtc_2' });
    await match(false);
    await match(false, { matchId: 'mtc_2' });
    expect(notify).toHaveBeenCalledWith('chat.changes');
    expect(await listening.until(1)).toEqual([{ change: 'UPDATED', conversation: { readOnlyReason: 'NO_CONTACT' } }]);
    await match(true);
    expect(await listening.until(2)).toMatchObject([{}, { change: 'UPDATED', conversation: { readOnlyReason: null } }]);
    await chat.send(ada, id, 'hello');
    expect(await listening.until(3)).toMatchObject([{}, {}, { change: 'MESSAGE_ADDED' }]);
    await listening.close();
  });

  test('it logs that a friendship ended or began, unless a grant permits to write anyway or the event is late', async () => {
    const befriend = async (isActive: boolean, at = tick()) =>
      chat.publish(isActive ? friendshipStarted : friendshipEnded, {
        userIds: [ada, ben],
        at: new Date(at).toISOString(),
      });
    const early = tick();
    await befriend(true);
    const { id } = (await create()).conversation;
    await chat.settled();
    const listening = await chat.listen(ben, CHANGES, { after: await chat.run(ben, '{ conversationsCursor }') });

    await befriend(true);
    await befriend(false, early);
    await befriend(false);
    expect(await listening.until(1)).toEqual([{ change: 'UPDATED', conversation: { readOnlyReason: 'NO_CONTACT' } }]);
    await befriend(true);
    expect(await listening.until(2)).toMatchObject([{}, { change: 'UPDATED', conversation: { readOnlyReason: null } }]);
    await match(true);
    await befriend(false);
    await chat.send(ada, id, 'hello');
    expect(await listening.until(3)).toMatchObject([{}, {}, { change: 'MESSAGE_ADDED' }]);
    await listening.close();
  });

  test('that two have begun to write to each other is published once, with their first message', async () => {
    await match(true);
    const { id } = (await create()).conversation;
    await send(ada, id);
    await send(ben, id);
    const events = (await chat.published()).filter(({ payload }) => Object(payload).conversationId === id);
    expect(events.map(({ type }) => type)).toEqual([
      'chat.message-sent',
      'chat.conversation-begun',
      'chat.message-sent',
    ]);
    expect(events[1]?.payload).toEqual({
      ...{ conversationId: id, userIds: [ada, ben].sort() },
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test('of who has deleted their account no grant is left', async () => {
    await match(true);
    await chat.erase(ada);
    expect(await chat.remains(ada)).toEqual([]);
  });
});
