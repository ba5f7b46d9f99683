import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import type { Change } from './changes.ts';
import { type FriendsRepository, openFriendsRepository } from './index.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const person = () => newId('usr', now);
const changeOf = (ownerId: string, otherId: string): Change => ({
  ...{ ownerId, otherId, stream: 'FRIENDSHIPS', requestId: null, status: 'FRIENDS' },
});

let database: FreshDatabase;
let repository: FriendsRepository;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openFriendsRepository(database.urlOf('friends'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

const sequencesOf = async (ownerId: string) => {
  const changes = (await repository.friendshipLog.read(ownerId, 0, 100)).map(({ entry }) => entry);
  return changes.map(({ sequence }) => sequence);
};

test('transactions that touch the same two logs from opposite sides all commit, without a hole', async () => {
  const [ada, bob] = [person(), person()];
  const record = (...changes: Change[]) => repository.transaction((store) => store.recordChanges(changes, now));
  const all = Array.from({ length: 40 }, (_, at) =>
    at % 2 === 0 ? record(changeOf(ada, bob), changeOf(bob, ada)) : record(changeOf(bob, ada), changeOf(ada, bob)),
  );
  await Promise.all(all);

  const expected = Array.from({ length: 40 }, (_, at) => at + 1);
  expect([await sequencesOf(ada), await sequencesOf(bob)]).toEqual([expected, expected]);
});

test('a change that is rolled back leaves no hole', async () => {
  const [ada, bob] = [person(), person()];
  const failing = repository.transaction(async (store) => {
    await store.recordChanges([changeOf(ada, bob)], now);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await repository.recordChanges([changeOf(ada, bob)], now);

  expect(await sequencesOf(ada)).toEqual([1]);
  expect((await repository.friendshipLog.heads([ada, bob])).sequences).toEqual(new Map([[ada, 1]]));
});

test('who waits for a pair sees what the one before has done to it', async () => {
  const [ada, bob] = [person(), person()];
  const befriend = (viewerId: string, otherId: string) =>
    repository.transaction(async (store) => {
      const before = await store.lockRelationship(viewerId, otherId);
      if (before.friendship !== null) return 'friends already';
      await store.saveRelationship(before, { ...before, friendship: { id: newId('fsh', now), since: now } });
      return 'befriended';
    });

  const outcomes = await Promise.all([befriend(ada, bob), befriend(bob, ada), befriend(ada, bob), befriend(bob, ada)]);
  expect(outcomes.sort()).toEqual(['befriended', 'friends already', 'friends already', 'friends already']);
});

test('relationships come in the order asked for, also twice the same and for oneself', async () => {
  const [ada, bob] = [person(), person()];

  const relationships = await repository.relationships(ada, [bob, ada, bob]);
  expect(relationships.map(({ otherId }) => otherId)).toEqual([bob, ada, bob]);
  expect(relationships[1]).toMatchObject({ friendship: null, request: null });
});

test('two open requests between the same two people are impossible, whoever sends them', async () => {
  const [ada, bob] = [person(), person()];
  const insert = (senderId: string, receiverId: string) => repository.sql.$executeRaw`
    INSERT INTO friend_request (id, sender_id, receiver_id, status, created_at, updated_at)
    VALUES (${newId('frq', now)}, ${senderId}, ${receiverId}, 'REQUESTED', ${now}, ${now})`;
  await insert(ada, bob);

  await expect(insert(bob, ada)).rejects.toThrow();
});
