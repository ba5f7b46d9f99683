import { describe, expect, test } from '@jest/globals';
import { exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import { findManagedGroup, findMembership } from './find-conversation.ts';

describe('findMembership', () => {
  test('finds a conversation of which the viewer is a member', async () => {
    const conversation = exampleConversation({ kind: 'ROOM', role: 'MEMBER' });
    expect(await findMembership(exampleNeeds(conversation), 'cnv_1')).toEqual({ ok: true, value: conversation });
  });

  test.each([
    ['an unknown or hidden conversation', null],
    ['a room that the viewer has not joined', exampleConversation({ kind: 'ROOM', role: null })],
  ])('%s is refused as not found', async (_, conversation) => {
    expect(await findMembership(exampleNeeds(conversation), 'cnv_1')).toMatchObject({
      ok: false,
      refusal: { __typename: 'NotFound', path: ['input', 'conversationId'] },
    });
  });
});

describe('findManagedGroup', () => {
  test.each([
    ['ADMIN', 'GROUP', 'OWNER', 'found'],
    ['ADMIN', 'GROUP', 'ADMIN', 'found'],
    ['ADMIN', 'GROUP', 'MEMBER', 'NotPermitted'],
    ['OWNER', 'GROUP', 'OWNER', 'found'],
    ['OWNER', 'GROUP', 'ADMIN', 'NotPermitted'],
    ['ADMIN', 'ROOM', 'OWNER', 'NotPermitted'],
    ['ADMIN', 'DIRECT', 'OWNER', 'NotPermitted'],
    ['ADMIN', 'GROUP', null, 'NotFound'],
  ] as const)('for at least %s: a %s with the role %s is %s', async (least, kind, role, outcome) => {
    const found = await findManagedGroup(exampleNeeds(exampleConversation({ kind, role })), 'cnv_1', least);
    expect(found).toMatchObject(
      outcome === 'found'
        ? { ok: true, value: { id: 'cnv_1', role } }
        : { ok: false, refusal: { __typename: outcome, path: ['input', 'conversationId'] } },
    );
  });
});
