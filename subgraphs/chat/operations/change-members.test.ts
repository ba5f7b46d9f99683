import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { exampleGroup, type GroupState } from '../../../tests/example-group.ts';
import { addMembers, leaveConversation, removeMember } from './change-members.ts';

const OPERATIONS = { addMembers, removeMember, leaveConversation } as const;
type Name = keyof typeof OPERATIONS;

test.each<[string, Name, GroupState, object, string, string]>([
  [
    'adding to an unknown group',
    'addMembers',
    { role: 'OWNER' },
    { conversationId: 'cnv_2', userIds: ['usr_ben'] },
    'NotFound',
    'conversationId',
  ],
  ['adding as a stranger', 'addMembers', { role: null }, { userIds: ['usr_ben'] }, 'NotFound', 'conversationId'],
  ['adding as a plain member', 'addMembers', {}, { userIds: ['usr_ben'] }, 'NotPermitted', 'conversationId'],
  [
    'adding to a pair',
    'addMembers',
    { kind: 'DIRECT', role: 'OWNER' },
    { userIds: ['usr_ben'] },
    'NotPermitted',
    'conversationId',
  ],
  ['adding nobody', 'addMembers', { role: 'OWNER' }, { userIds: [] }, 'InvalidInput', 'userIds'],
  [
    'adding too many',
    'addMembers',
    { role: 'OWNER' },
    { userIds: Array(101).fill('usr_ben') },
    'InvalidInput',
    'userIds',
  ],
  ['adding who is no friend', 'addMembers', { role: 'ADMIN' }, { userIds: ['usr_eve'] }, 'NotFriends', 'userIds'],
  ['removing as a plain member', 'removeMember', {}, { userId: 'usr_ben' }, 'NotPermitted', 'conversationId'],
  ['removing oneself', 'removeMember', { role: 'OWNER' }, { userId: 'usr_ada' }, 'NotPermitted', 'userId'],
  [
    'removing who is no member',
    'removeMember',
    { role: 'OWNER', otherRole: null },
    { userId: 'usr_ben' },
    'NotFound',
    'userId',
  ],
  [
    'removing an equal',
    'removeMember',
    { role: 'ADMIN', otherRole: 'ADMIN' },
    { userId: 'usr_ben' },
    'NotPermitted',
    'userId',
  ],
  [
    'removing the owner',
    'removeMember',
    { role: 'ADMIN', otherRole: 'OWNER' },
    { userId: 'usr_ben' },
    'NotPermitted',
    'userId',
  ],
  ['removing no person', 'removeMember', { role: 'OWNER' }, { userId: 7 }, 'InvalidInput', 'userId'],
  ['leaving where one is not', 'leaveConversation', { role: null }, {}, 'NotFound', 'conversationId'],
  ['leaving a pair', 'leaveConversation', { kind: 'DIRECT' }, {}, 'NotPermitted', 'conversationId'],
  ['leaving a room as if a group', 'leaveConversation', { kind: 'ROOM' }, {}, 'NotPermitted', 'conversationId'],
  ['leaving no conversation', 'leaveConversation', {}, { conversationId: 7 }, 'InvalidInput', 'conversationId'],
])('%s is refused, and nothing is stored or announced', async (_, name, state, input, __typename, field) => {
  const { needs, hasChanged } = exampleGroup(state);

  expect(await OPERATIONS[name](needs, { conversationId: 'cnv_1', ...input })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', field] },
  });
  expect(hasChanged()).toBe(false);
});

test('an admin adds friends, each once and not themselves, and their presence is checked again', async () => {
  const { needs, store, signals } = exampleGroup({ role: 'ADMIN' });

  const outcome = await addMembers(needs, { conversationId: 'cnv_1', userIds: ['usr_ben', 'usr_ada', 'usr_ben'] });

  expect(outcome).toMatchObject({ ok: true, value: { id: 'cnv_1' } });
  expect(store.addMembers).toHaveBeenCalledWith('cnv_1', ['usr_ben'], 1_000, AT);
  expect(signals.notify.mock.calls).toEqual([['chat.acquaintance:usr_ben']]);
});

test('a full group is refused with its limit', async () => {
  const { needs, store, signals } = exampleGroup({ role: 'OWNER' });
  store.addMembers.mockResolvedValueOnce(null);

  const outcome = await addMembers(needs, { conversationId: 'cnv_1', userIds: ['usr_ben'] });

  expect(outcome).toMatchObject({ ok: false, refusal: { __typename: 'ConversationFull', limit: 1_000 } });
  expect(signals.notify).not.toHaveBeenCalled();
});

test.each([
  ['removeMember', 'usr_ben'],
  ['leaveConversation', 'usr_ada'],
] as const)('%s has all followers checked anew', async (name, removedId) => {
  const { needs, store, streams, signals } = exampleGroup({ role: 'ADMIN' });

  await OPERATIONS[name](needs, { conversationId: 'cnv_1', userId: 'usr_ben' });

  expect(store.removeMember.mock.calls).toEqual([['cnv_1', removedId, AT]]);
  expect(streams.announce).toHaveBeenCalledWith(expect.anything(), 'cnv_1');
  expect(signals.notify).toHaveBeenCalledWith('chat.access:cnv_1');
  expect(signals.notify).toHaveBeenCalledWith(`chat.acquaintance:${removedId}`);
});

// as: the keys of a constant.
test.each(Object.keys(OPERATIONS) as Name[])('%s requires a viewer', async (name) => {
  await expect(OPERATIONS[name](exampleGroup({}, null).needs, {})).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});

test('who is removed can no longer read the files of the group, and who is added can', async () => {
  const { needs, store } = exampleGroup({ role: 'OWNER' });

  await removeMember(needs, { conversationId: 'cnv_1', userId: 'usr_ben' });
  await addMembers(needs, { conversationId: 'cnv_1', userIds: ['usr_ben'] });
  const files = { grantId: 'cnv_1', userId: 'usr_ben', fileIds: null, at: AT.toISOString() };
  expect(store.announce.mock.calls.map(([{ name }, payload]) => [name, payload])).toEqual([
    ['chat.file-access-ended', files],
    ['chat.file-access-restored', files],
  ]);
});

test('who was removed meanwhile is not removed again', async () => {
  const { needs, store } = exampleGroup({ role: 'OWNER' });
  store.removeMember.mockResolvedValueOnce(false);

  await removeMember(needs, { conversationId: 'cnv_1', userId: 'usr_ben' });
  expect(store.announce).not.toHaveBeenCalled();
});
