import { expect, test } from '@jest/globals';
import { done, refuse } from '../../../runtime/operations/result.ts';
import type { Change } from '../repository/changes.ts';
import type { Relationship } from '../repository/relationships.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const tie = { id: 'tie_1', since: at };
const NOTHING: Relationship = {
  viewerId: 'usr_ada',
  otherId: 'usr_bob',
  friendship: null,
  blockByViewer: null,
  blockByOther: null,
  request: null,
};
const REQUEST = {
  id: 'frq_1',
  senderId: 'usr_ada',
  receiverId: 'usr_bob',
  status: 'REQUESTED',
  createdAt: at,
  updatedAt: at,
} as const;

/** Writes down what happens, in order. */
function worldOf(before: Relationship) {
  const happened: string[] = [];
  const changes: Change[] = [];
  const needs: ChangeNeeds = {
    caller: { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null },
    now: () => at,
    clearLoaders: () => void happened.push('clearLoaders'),
    repository: {
      async transaction(work) {
        const result = await work({
          lockRelationship: async () => before,
          saveRelationship: async () => void happened.push('save'),
          recordChanges: async (recorded) => void changes.push(...recorded),
          requestsReceived: async () => [],
          announce: async ({ name }) => void happened.push(name),
        });
        happened.push('commit');
        return result;
      },
    },
    streams: { announce: async ({ name }, key) => void happened.push(`${name} ${key}`) },
  };
  return { needs, happened, changes };
}

test('a new request is news in both logs of friendships and in the receiver’s log of requests', async () => {
  const { needs, happened, changes } = worldOf(NOTHING);

  await changeRelationship(needs, 'usr_bob', (relationship) => done({ ...relationship, request: REQUEST }));

  const toAda = {
    ownerId: 'usr_ada',
    stream: 'FRIENDSHIPS',
    otherId: 'usr_bob',
    requestId: null,
    status: 'REQUESTED_BY_VIEWER',
  };
  const toBob = { ownerId: 'usr_bob', otherId: 'usr_ada' };
  expect(changes).toEqual([
    toAda,
    { ...toBob, stream: 'FRIENDSHIPS', requestId: null, status: 'REQUESTED_BY_USER' },
    { ...toBob, stream: 'REQUESTS', requestId: 'frq_1', status: null },
  ]);
  expect(happened).toEqual([
    'save',
    'friends.friend-request-sent',
    'commit',
    'clearLoaders',
    'friends.friendships usr_ada',
    'friends.friendships usr_bob',
    'friends.requests usr_bob',
  ]);
});

test('a block of a friend publishes first the end of the friendship, then the block', async () => {
  const { needs, happened, changes } = worldOf({ ...NOTHING, friendship: tie });

  await changeRelationship(needs, 'usr_bob', (relationship) =>
    done({ ...relationship, friendship: null, blockByViewer: tie }),
  );

  expect(happened.slice(0, 4)).toEqual(['save', 'friends.friendship-ended', 'friends.user-blocked', 'commit']);
  expect(changes.map(({ ownerId, status }) => [ownerId, status])).toEqual([
    ['usr_ada', 'BLOCKED'],
    ['usr_bob', 'NONE'],
  ]);
});

test.each([
  ['starting a friendship', NOTHING, { friendship: tie }, ['friends.friendship-started']],
  ['ending a friendship', { ...NOTHING, friendship: tie }, { friendship: null }, ['friends.friendship-ended']],
  ['blocking a stranger', NOTHING, { blockByViewer: tie }, ['friends.user-blocked']],
  ['lifting a block', { ...NOTHING, blockByViewer: tie }, { blockByViewer: null }, ['friends.user-unblocked']],
  ['asking', NOTHING, { request: REQUEST }, ['friends.friend-request-sent']],
])('%s publishes that event only', async (_, before, difference, events) => {
  const { needs, happened } = worldOf(before);

  await changeRelationship(needs, 'usr_bob', (relationship) => done({ ...relationship, ...difference }));

  expect(happened.slice(happened.indexOf('save') + 1, happened.indexOf('commit'))).toEqual(events);
});

test('blocking a stranger is no news to the stranger', async () => {
  const { needs, changes } = worldOf(NOTHING);

  await changeRelationship(needs, 'usr_bob', (relationship) => done({ ...relationship, blockByViewer: tie }));

  expect(changes.map(({ ownerId }) => ownerId)).toEqual(['usr_ada']);
});

test.each([
  ['a refusal', () => refuse({ __typename: 'NotFriends' } as const)],
  ['no change', (relationship: Relationship) => done(relationship)],
])('%s stores and publishes nothing', async (_, decide) => {
  const { needs, happened, changes } = worldOf(NOTHING);

  await changeRelationship<{ __typename: 'NotFriends' }>(needs, 'usr_bob', decide);

  expect([happened, changes]).toEqual([['commit', 'clearLoaders'], []]);
});

test('an error of the transaction reaches the caller, and nobody is notified', async () => {
  const { needs, happened } = worldOf(NOTHING);
  const decide = () => {
    throw new Error('connection lost');
  };

  await expect(changeRelationship(needs, 'usr_bob', decide)).rejects.toThrow('connection lost');
  expect(happened).toEqual([]);
});

test('a visitor is refused as unauthenticated', async () => {
  const { needs } = worldOf(NOTHING);
  const visitor = { ...needs, caller: { ...needs.caller, viewerId: null } };

  await expect(changeRelationship(visitor, 'usr_bob', done)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
