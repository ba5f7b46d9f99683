import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore, Conversation } from '../repository/index.ts';
import { createConversation, MAX_GROUP_MEMBERS } from './create-conversation.ts';

function worldOf({
  friends = ['usr_ben', 'usr_cleo'],
  contacts = friends,
  existing = null,
  added = true,
}: {
  friends?: string[];
  contacts?: string[];
  existing?: Conversation | null;
  added?: boolean;
} = {}) {
  const store = { addConversation: jest.fn<ChatStore['addConversation']>(async () => added) };
  const needs = exampleNeeds(exampleConversation());
  return {
    ...needs,
    conversations: { ...needs.conversations, load: jest.fn(async (id: string) => exampleConversation({ id })) },
    store,
    directConversations: { load: jest.fn(async () => existing) },
    repository: {
      friendsAmong: jest.fn(
        async (_: string, ids: readonly string[]) => new Set(ids.filter((id) => friends.includes(id))),
      ),
      contactsAmong: jest.fn(
        async (_: string, ids: readonly string[]) => new Set(ids.filter((id) => contacts.includes(id))),
      ),
      directConversationOf: jest.fn(async () => 'cnv_theirs'),
      // as: the operation uses only this part of the store.
      transaction: <Value>(work: (inside: never, sql: never) => Promise<Value>) =>
        work(store as never, undefined as never),
    },
  };
}

const direct = { kind: 'DIRECT', memberIds: ['usr_ben'] };
const group = { kind: 'GROUP', memberIds: ['usr_ben', 'usr_cleo'], title: 'Us' };

test.each([
  ['a room', { ...direct, kind: 'ROOM' }, 'InvalidInput', 'kind'],
  ['nobody', { ...direct, memberIds: [] }, 'InvalidInput', 'memberIds'],
  ['only oneself', { ...direct, memberIds: ['usr_ada', 'usr_ada'] }, 'InvalidInput', 'memberIds'],
  ['a pair of three', { ...direct, memberIds: ['usr_ben', 'usr_cleo'] }, 'InvalidInput', 'memberIds'],
  ['a pair with a title', { ...direct, title: 'Us' }, 'InvalidInput', 'title'],
  ['a group without a title', { ...group, title: null }, 'InvalidInput', 'title'],
  ['a group with a blank title', { ...group, title: '  ' }, 'InvalidInput', 'title'],
  ['too long a title', { ...group, title: 'x'.repeat(81) }, 'InvalidInput', 'title'],
  ['a title of which nobody sees anything', { ...group, title: '\u200b' }, 'InvalidInput', 'title'],
  ['a title with a hidden part', { ...group, title: 'U\u200bs' }, 'InvalidInput', 'title'],
  ['a title that mixes scripts', { ...group, title: 'Раypal' }, 'InvalidInput', 'title'],
  ['too many', { ...group, memberIds: Array(MAX_GROUP_MEMBERS).fill('usr_ben') }, 'InvalidInput', 'memberIds'],
  ['a stranger', { ...direct, memberIds: ['usr_eve'] }, 'NotFriends', 'memberIds'],
  ['a group with one stranger', { ...group, memberIds: ['usr_ben', 'usr_eve'] }, 'NotFriends', 'memberIds'],
])('%s is refused, and nothing is stored', async (_, input, __typename, path) => {
  const world = worldOf();

  expect(await createConversation(world, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: expect.arrayContaining(['input', path]) },
  });
  expect(world.store.addConversation).not.toHaveBeenCalled();
});

test('when friends cannot be asked it fails, and nothing is stored', async () => {
  const world = worldOf({ friends: [] });
  world.ask.mockRejectedValueOnce(fault('UNAVAILABLE', 'away'));

  await expect(createConversation(world, direct)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  expect(world.store.addConversation).not.toHaveBeenCalled();
});

test('a group holds its opener first and everybody once', async () => {
  const world = worldOf();

  await createConversation(world, {
    ...group,
    memberIds: ['usr_ben', 'usr_ada', 'usr_cleo', 'usr_ben'],
    title: ' Us ',
  });

  expect(world.store.addConversation).toHaveBeenCalledWith(
    expect.objectContaining({ kind: 'GROUP', title: 'Us', memberIds: ['usr_ada', 'usr_ben', 'usr_cleo'] }),
  );
  expect(world.ask).not.toHaveBeenCalled();
});

test('a match, contract or order opens a direct conversation, and not a group', async () => {
  const matched = { friends: [], contacts: ['usr_ben'] };
  const world = worldOf(matched);

  expect(await createConversation(world, direct)).toMatchObject({ ok: true });
  expect(world.ask).not.toHaveBeenCalled();
  expect(await createConversation(worldOf(matched), { ...group, memberIds: ['usr_ben'] })).toMatchObject({
    refusal: { __typename: 'NotFriends' },
  });
});

test('a pair that has its conversation gets it again, friends or not', async () => {
  const existing = exampleConversation({ id: 'cnv_before', kind: 'DIRECT' });
  const world = worldOf({ friends: [], existing });

  expect(await createConversation(world, direct)).toEqual({ ok: true, value: existing });
  expect(world.ask).not.toHaveBeenCalled();
});

test('who opens it a moment later gets the other one’s', async () => {
  const world = worldOf({ added: false });

  expect(await createConversation(world, direct)).toMatchObject({ ok: true, value: { id: 'cnv_theirs' } });
});

test('nobody who is not signed in opens anything', async () => {
  const visitor = { ...worldOf(), ...exampleNeeds(null, null) };
  await expect(createConversation(visitor, direct)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
