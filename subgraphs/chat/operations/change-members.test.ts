import { expect, jest, test } from '@jest/globals';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import { exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { Conversation, MemberRole } from '../repository/index.ts';
import { addMembers, leaveConversation, removeMember } from './change-members.ts';
import { setMemberRole, updateConversation } from './manage-group.ts';

interface State extends Partial<Conversation> {
  /** Role of whom the operation is about; null for no member. */
  readonly otherRole?: MemberRole | null;
}

function worldOf({ otherRole = 'MEMBER', ...conversation }: State, viewerId: string | null = 'usr_ada') {
  const store = {
    addMembers: jest.fn<() => Promise<string[] | null>>(async () => ['usr_ben']),
    removeMember: jest.fn(async () => true),
    changeRole: jest.fn(async () => true),
    setTitle: jest.fn(async () => undefined),
  };
  const changed = () => Object.values(store).some((method) => method.mock.calls.length > 0);
  return {
    ...exampleNeeds(exampleConversation(conversation), viewerId),
    store,
    changed,
    // as: only its name is read, by the signals of this test.
    messageLog: { name: 'chat.messages' } as never,
    ask: jest.fn<CallDomain>(async () => ({ relationships: [{ areFriends: false, blocked: false }] })),
    repository: {
      friendsAmong: jest.fn(async () => new Set(['usr_ben'])),
      members: jest.fn(async () => (otherRole === null ? [] : [{ userId: 'usr_ben', role: otherRole }])),
      // as: the operations use only this part of the store.
      transaction: <Value>(work: (inside: never, sql: never) => Promise<Value>) =>
        work(store as never, undefined as never),
    },
  };
}

const operations = { addMembers, removeMember, leaveConversation, setMemberRole, updateConversation } as const;
type Needs = Parameters<typeof addMembers>[0];

test.each<[string, keyof typeof operations, State, object, string]>([
  [
    'adding to an unknown group',
    'addMembers',
    { role: 'OWNER' },
    { conversationId: 'cnv_2', userIds: ['usr_ben'] },
    'NotFound',
  ],
  ['adding as a stranger', 'addMembers', { role: null }, { userIds: ['usr_ben'] }, 'NotFound'],
  ['adding as a plain member', 'addMembers', {}, { userIds: ['usr_ben'] }, 'NotPermitted'],
  ['adding to a pair', 'addMembers', { kind: 'DIRECT', role: 'OWNER' }, { userIds: ['usr_ben'] }, 'NotPermitted'],
  ['adding nobody', 'addMembers', { role: 'OWNER' }, { userIds: [] }, 'InvalidInput'],
  ['adding too many', 'addMembers', { role: 'OWNER' }, { userIds: Array(101).fill('usr_ben') }, 'InvalidInput'],
  ['adding who is no friend', 'addMembers', { role: 'ADMIN' }, { userIds: ['usr_eve'] }, 'NotFriends'],
  ['removing as a plain member', 'removeMember', {}, { userId: 'usr_ben' }, 'NotPermitted'],
  ['removing oneself', 'removeMember', { role: 'OWNER' }, { userId: 'usr_ada' }, 'NotPermitted'],
  ['removing who is no member', 'removeMember', { role: 'OWNER', otherRole: null }, { userId: 'usr_ben' }, 'NotFound'],
  ['removing an equal', 'removeMember', { role: 'ADMIN', otherRole: 'ADMIN' }, { userId: 'usr_ben' }, 'NotPermitted'],
  ['removing the owner', 'removeMember', { role: 'ADMIN', otherRole: 'OWNER' }, { userId: 'usr_ben' }, 'NotPermitted'],
  ['leaving where one is not', 'leaveConversation', { role: null }, {}, 'NotFound'],
  ['leaving a pair', 'leaveConversation', { kind: 'DIRECT' }, {}, 'NotPermitted'],
  ['leaving a room as if a group', 'leaveConversation', { kind: 'ROOM' }, {}, 'NotPermitted'],
  [
    'giving roles as an admin',
    'setMemberRole',
    { role: 'ADMIN' },
    { userId: 'usr_ben', role: 'ADMIN' },
    'NotPermitted',
  ],
  ['giving oneself a role', 'setMemberRole', { role: 'OWNER' }, { userId: 'usr_ada', role: 'MEMBER' }, 'NotPermitted'],
  [
    'giving a stranger a role',
    'setMemberRole',
    { role: 'OWNER', otherRole: null },
    { userId: 'usr_ben', role: 'ADMIN' },
    'NotFound',
  ],
  ['giving an unknown role', 'setMemberRole', { role: 'OWNER' }, { userId: 'usr_ben', role: 'KING' }, 'InvalidInput'],
  ['renaming as a plain member', 'updateConversation', {}, { title: 'You' }, 'NotPermitted'],
  ['renaming to nothing', 'updateConversation', { role: 'OWNER' }, { title: ' ' }, 'InvalidInput'],
  ['renaming a room', 'updateConversation', { kind: 'ROOM', role: 'OWNER' }, { title: 'You' }, 'NotPermitted'],
])('%s is refused, and nothing is stored or announced', async (_, operation, state, input, __typename) => {
  const world = worldOf(state);

  // as: the fakes hold the part of each method that the operations use.
  const outcome = await operations[operation](world as unknown as Needs, { conversationId: 'cnv_1', ...input });

  expect(outcome).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.changed()).toBe(false);
  expect(world.streams.announce).not.toHaveBeenCalled();
  expect(world.signals.notify).not.toHaveBeenCalled();
});

test('a full group is refused with its limit', async () => {
  const world = worldOf({ role: 'OWNER' });
  world.store.addMembers.mockResolvedValueOnce(null);

  // as: see above.
  const outcome = await addMembers(world as unknown as Needs, { conversationId: 'cnv_1', userIds: ['usr_ben'] });

  expect(outcome).toMatchObject({ ok: false, refusal: { __typename: 'ConversationFull', limit: 1_000 } });
});

test('a group that changed hands between the look and the lock is refused', async () => {
  const world = worldOf({ role: 'OWNER' });
  world.store.changeRole.mockResolvedValueOnce(false);

  // as: see above.
  const needs = world as unknown as Needs;
  const outcome = await setMemberRole(needs, { conversationId: 'cnv_1', userId: 'usr_ben', role: 'OWNER' });

  expect(outcome).toMatchObject({ ok: false, refusal: { __typename: 'NotPermitted' } });
});

test.each(['removeMember', 'leaveConversation'] as const)('%s has all followers checked anew', async (operation) => {
  const world = worldOf({ role: 'ADMIN' });

  // as: see above.
  await operations[operation](world as unknown as Needs, { conversationId: 'cnv_1', userId: 'usr_ben' });

  expect(world.store.removeMember).toHaveBeenCalledTimes(1);
  expect(world.streams.announce).toHaveBeenCalledWith(expect.anything(), 'cnv_1');
  expect(world.signals.notify).toHaveBeenCalledWith('chat.access:cnv_1');
});

test.each(Object.keys(operations) as (keyof typeof operations)[])(
  '%s wants somebody who is signed in',
  async (operation) => {
    // as: see above.
    const visitor = worldOf({}, null) as unknown as Needs;
    await expect(operations[operation](visitor, {})).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  },
);
