import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { exampleGroup, type GroupState } from '../../../tests/example-group.ts';
import { setMemberRole, updateConversation } from './manage-group.ts';
import { MAX_TITLE_LENGTH } from './title.ts';

const OPERATIONS = { setMemberRole, updateConversation } as const;
type Name = keyof typeof OPERATIONS;

const TO_ADMIN = { userId: 'usr_ben', role: 'ADMIN' };
const TITLE = { title: 'You' };

test.each<[string, Name, GroupState, object, string, string]>([
  ['giving roles as an admin', 'setMemberRole', { role: 'ADMIN' }, TO_ADMIN, 'NotPermitted', 'conversationId'],
  [
    'giving oneself a role',
    'setMemberRole',
    { role: 'OWNER' },
    { userId: 'usr_ada', role: 'MEMBER' },
    'NotPermitted',
    'userId',
  ],
  ['giving a stranger a role', 'setMemberRole', { role: 'OWNER', otherRole: null }, TO_ADMIN, 'NotFound', 'userId'],
  [
    'giving an unknown role',
    'setMemberRole',
    { role: 'OWNER' },
    { userId: 'usr_ben', role: 'KING' },
    'InvalidInput',
    'role',
  ],
  ['giving roles where one is not', 'setMemberRole', { role: null }, TO_ADMIN, 'NotFound', 'conversationId'],
  ['renaming as a plain member', 'updateConversation', {}, TITLE, 'NotPermitted', 'conversationId'],
  ['renaming a room', 'updateConversation', { kind: 'ROOM', role: 'OWNER' }, TITLE, 'NotPermitted', 'conversationId'],
  ['renaming to nothing', 'updateConversation', { role: 'OWNER' }, { title: ' ' }, 'InvalidInput', 'title'],
  [
    'renaming to an overlong title',
    'updateConversation',
    { role: 'OWNER' },
    { title: 'x'.repeat(MAX_TITLE_LENGTH + 1) },
    'InvalidInput',
    'title',
  ],
  ['renaming to two lines', 'updateConversation', { role: 'OWNER' }, { title: 'a\nb' }, 'InvalidInput', 'title'],
  [
    'renaming to a word of two scripts',
    'updateConversation',
    { role: 'OWNER' },
    { title: 'p\u0430ypal' },
    'InvalidInput',
    'title',
  ],
])('%s is refused, and nothing is stored or announced', async (_, name, state, input, __typename, field) => {
  const { needs, hasChanged } = exampleGroup(state);

  expect(await OPERATIONS[name](needs, { conversationId: 'cnv_1', ...input })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', field] },
  });
  expect(hasChanged()).toBe(false);
});

test('an admin renames a group', async () => {
  const { needs, store } = exampleGroup({ role: 'ADMIN' });

  expect(await updateConversation(needs, { conversationId: 'cnv_1', title: ' You ' })).toMatchObject({ ok: true });
  expect(store.setTitle.mock.calls).toEqual([['cnv_1', 'You', AT]]);
});

test.each(['OWNER', 'ADMIN', 'MEMBER'])('the owner gives a member the role %s', async (role) => {
  const { needs, store } = exampleGroup({ role: 'OWNER' });

  const outcome = await setMemberRole(needs, { conversationId: 'cnv_1', userId: 'usr_ben', role });

  expect(outcome).toMatchObject({ ok: true, value: { id: 'cnv_1' } });
  expect(store.changeRole.mock.calls).toEqual([
    [{ conversationId: 'cnv_1', ownerId: 'usr_ada', userId: 'usr_ben', role, at: AT }],
  ]);
});

test('a group that changed hands between the look and the lock is refused', async () => {
  const { needs, store } = exampleGroup({ role: 'OWNER' });
  store.changeRole.mockResolvedValueOnce(false);

  const outcome = await setMemberRole(needs, { conversationId: 'cnv_1', userId: 'usr_ben', role: 'OWNER' });

  expect(outcome).toMatchObject({ ok: false, refusal: { __typename: 'NotPermitted', path: ['input', 'userId'] } });
});

// as: the keys of a constant.
test.each(Object.keys(OPERATIONS) as Name[])('%s requires a viewer', async (name) => {
  await expect(OPERATIONS[name](exampleGroup({}, null).needs, {})).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
