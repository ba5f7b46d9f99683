import { expect, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { AT, exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import { readOnlyReasonOf, requireWritable } from './require-writable.ts';

const withoutContact = exampleConversation({ kind: 'DIRECT', otherUserId: 'usr_ben', hasContact: false });
const require = (needs: ReturnType<typeof exampleNeeds>, conversation = withoutContact) =>
  requireWritable(needs, conversation, 'conversationId');

test('a pair without contact is refused after friends was asked', async () => {
  const needs = exampleNeeds(null);

  expect(await require(needs)).toMatchObject({
    refusal: { __typename: 'ConversationReadOnly', reason: 'NO_CONTACT', path: ['input', 'conversationId'] },
  });
  expect(needs.ask).toHaveBeenCalledWith(
    'friends',
    expect.stringContaining('relationships'),
    { userId: 'usr_ada', otherIds: ['usr_ben'] },
    expect.objectContaining({ service: 'chat' }),
  );
});

test.each([
  ['a friend whom the copy does not have yet', { areFriends: true, blocked: false }, true],
  ['a friend on either side of a block', { areFriends: true, blocked: true }, false],
])('%s', async (_, relationship, isWritable) => {
  const needs = exampleNeeds(null);
  needs.ask.mockResolvedValue({ relationships: [relationship] });

  expect((await require(needs)).ok).toBe(isWritable);
});

test('a failed question is never permission', async () => {
  const needs = exampleNeeds(null);
  needs.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));

  await expect(require(needs)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});

test('friends is not asked about a pair with contact, a block, a deleted account or a group', async () => {
  const needs = exampleNeeds(null);

  expect(await require(needs, { ...withoutContact, hasContact: true })).toMatchObject({ ok: true });
  expect(await require(needs, { ...withoutContact, isBlocked: true })).toMatchObject({
    refusal: { __typename: 'NotPermitted' },
  });
  expect(await require(needs, { ...withoutContact, otherUserId: null })).toMatchObject({
    refusal: { __typename: 'NotPermitted' },
  });
  expect(await require(needs, exampleConversation())).toMatchObject({ ok: true });
  expect(needs.ask).not.toHaveBeenCalled();
});

test.each([
  ['a group', { kind: 'GROUP' }, null],
  ['a pair with contact', { kind: 'DIRECT' }, null],
  ['a pair without contact', { kind: 'DIRECT', hasContact: false }, 'NO_CONTACT'],
  ['the room of a stream that ended a while ago', { kind: 'ROOM', closesAt: AT }, 'STREAM_ENDED'],
  ['the room of a stream that has just ended', { kind: 'ROOM', closesAt: new Date(AT.getTime() + 1) }, null],
  ['a pair with contact and a block', { kind: 'DIRECT', isBlocked: true }, 'NO_CONTACT'],
] as const)('%s is shown as what it is', (_, state, reason) => {
  expect(readOnlyReasonOf(exampleConversation(state), AT)).toBe(reason);
});

test('a closed room is refused, and friends is not asked', async () => {
  const needs = exampleNeeds(null);

  expect(await require(needs, exampleConversation({ kind: 'ROOM', closesAt: AT }))).toMatchObject({
    refusal: { __typename: 'ConversationReadOnly', reason: 'STREAM_ENDED', path: ['input', 'conversationId'] },
  });
  expect(needs.ask).not.toHaveBeenCalled();
});
