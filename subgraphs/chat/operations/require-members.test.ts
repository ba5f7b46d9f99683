import { expect, jest, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import type { ChatStore } from '../repository/index.ts';
import { MENTIONED, requireMembers } from './require-members.ts';

const repositoryOf = (...userIds: string[]) => ({
  members: jest.fn<ChatStore['members']>(async (conversationId, among) =>
    userIds
      .filter((userId) => among.includes(userId))
      .map((userId) => ({
        ...{ conversationId, userId, role: 'MEMBER', joinedAt: AT, joinedChange: 1 },
        ...{ readSequence: 0, deliveredSequence: 0 },
      })),
  ),
});

test('members of the conversation can be mentioned', async () => {
  const repository = repositoryOf('usr_ada', 'usr_ben');

  expect(await requireMembers(repository, 'cnv_1', ['usr_ben', 'usr_ada'])).toEqual({ ok: true, value: null });
  expect(repository.members).toHaveBeenCalledWith('cnv_1', ['usr_ben', 'usr_ada']);
});

test('a mention of one who is no member is refused', async () => {
  expect(await requireMembers(repositoryOf('usr_ben'), 'cnv_1', ['usr_ben', 'usr_eve'])).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', 'mentionedUserIds'] },
  });
});

test('a message without mentions costs no statement', async () => {
  const repository = repositoryOf();

  expect(await requireMembers(repository, 'cnv_1', [])).toEqual({ ok: true, value: null });
  expect(repository.members).not.toHaveBeenCalled();
});

test.each([
  ['no mentions', undefined, true],
  ['fifty mentions', Array(50).fill('usr_ben'), true],
  ['fifty-one mentions', Array(51).fill('usr_ben'), false],
  ['an id of 100 characters', ['x'.repeat(100)], true],
  ['an id of 101 characters', ['x'.repeat(101)], false],
])('input with %s', (_, userIds, valid) => {
  expect(MENTIONED.safeParse(userIds).success).toBe(valid);
});
