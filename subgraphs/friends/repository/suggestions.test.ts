import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { type FriendsRepository, openFriendsRepository } from './index.ts';
import type { FriendRequestStatus } from './requests.ts';
import type { Suggestion, SuggestionPage } from './suggestions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const weekAgo = new Date('2026-11-13T12:00:00.000Z');
const PEOPLE = 40;

let database: FreshDatabase;
let repository: FriendsRepository;
const people = Array.from({ length: PEOPLE }, () => newId('usr', now));
const tie = (prefix: string) => ({ id: newId(prefix, now), since: now });

/** Numbers below `bound` that are the same at each run: a linear congruential generator (Numerical Recipes, 7.1). */
const numbers = (seed: number) => (bound: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
};

/** What there is between pairs, in the model; a key is two ids. */
const model = new Map<string, 'friends' | 'blocked' | 'requested' | 'rejected' | 'rejected long ago' | 'cancelled'>();
const between = (one: string, other: string) => model.get(`${one} ${other}`) ?? model.get(`${other} ${one}`);
const friendsOf = (one: string) => people.filter((other) => between(one, other) === 'friends');
const mutualOf = (one: string, other: string) => friendsOf(one).filter((friend) => friendsOf(other).includes(friend));

beforeAll(async () => {
  database = await freshDatabase();
  repository = openFriendsRepository(database.urlOf('friends'));
  const random = numbers(7);
  for (const [at, one] of people.entries()) {
    for (const other of people.slice(at + 1)) {
      const [viewerId, otherId] = random(2) === 0 ? [one, other] : [other, one];
      const kinds = [
        'friends',
        'friends',
        'blocked',
        'requested',
        'rejected',
        'rejected long ago',
        'cancelled',
      ] as const;
      const kind = random(3) === 0 ? kinds[random(kinds.length)] : undefined;
      if (kind === undefined) continue;
      model.set(`${viewerId} ${otherId}`, kind);
      await store(viewerId, otherId, kind);
    }
  }
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

const store = (viewerId: string, otherId: string, kind: string) =>
  repository.transaction(async (inside) => {
    const before = await inside.lockRelationship(viewerId, otherId);
    const statuses = { requested: 'REQUESTED', cancelled: 'CANCELLED' } as const;
    const status: FriendRequestStatus = kind === 'requested' || kind === 'cancelled' ? statuses[kind] : 'REJECTED';
    const updatedAt = kind === 'rejected long ago' ? weekAgo : now;
    const request = {
      id: newId('frq', now),
      senderId: viewerId,
      receiverId: otherId,
      status,
      createdAt: weekAgo,
      updatedAt,
    };
    await inside.saveRelationship(before, {
      ...before,
      ...(kind === 'friends' ? { friendship: tie('fsh') } : {}),
      ...(kind === 'blocked' ? { blockByViewer: tie('blk') } : {}),
      ...(kind === 'friends' || kind === 'blocked' ? {} : { request }),
    });
  });

const suggestedTo = (viewerId: string): Suggestion[] =>
  people
    .filter((other) => other !== viewerId)
    .filter((other) => [undefined, 'cancelled', 'rejected long ago'].includes(between(viewerId, other)))
    .map((userId) => ({ userId, mutualFriendCount: mutualOf(viewerId, userId).length }))
    .filter(({ mutualFriendCount }) => mutualFriendCount > 0)
    .sort((a, b) => b.mutualFriendCount - a.mutualFriendCount || (a.userId < b.userId ? -1 : 1));

test('suggestions are those of the model, for everybody, in order', async () => {
  for (const viewerId of people) {
    const read = await repository.suggestions(viewerId, { from: null, limit: 100, rejectedSince: weekAgo });
    expect(read).toEqual(suggestedTo(viewerId));
  }
  expect(people.flatMap(suggestedTo).length).toBeGreaterThan(PEOPLE);
});

test('pages of suggestions join without gap or repetition', async () => {
  for (const viewerId of people.slice(0, 10)) {
    const read: Suggestion[] = [];
    for (let last: Suggestion | null = null; ; ) {
      const from: SuggestionPage['from'] = last && [last.mutualFriendCount, last.userId];
      const page = await repository.suggestions(viewerId, { from, limit: 3, rejectedSince: weekAgo });
      read.push(...page);
      last = page.at(-1) ?? null;
      if (last === null) break;
    }
    expect(read).toEqual(suggestedTo(viewerId));
  }
});

test('mutual friends are those of the model, for all pairs, and their counts are their number', async () => {
  const all = { parents: people.map((id) => ({ id, from: null })), backwards: false, limit: 100 };
  for (const viewerId of people) {
    const pages = await repository.mutualFriendPages(viewerId, all);
    const expected = people.map((other) => (between(viewerId, other) === 'blocked' ? [] : mutualOf(viewerId, other)));
    const asSeen = expected.map((ids, at) => (people[at] === viewerId ? [] : ids.toSorted()));
    const read = pages.map((page, at) => (people[at] === viewerId ? [] : page.map(({ userId }) => userId).toSorted()));
    expect(read).toEqual(asSeen);
    const counts = await repository.mutualFriendCounts(viewerId, people);
    expect(counts.map((count, at) => (people[at] === viewerId ? 0 : count))).toEqual(asSeen.map((ids) => ids.length));
  }
});
