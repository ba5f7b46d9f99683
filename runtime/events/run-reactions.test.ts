import { expect, test } from '@jest/globals';
import type { Sql } from '../database/database.ts';
import { openLog } from '../logging/log.ts';
import { userDeleted } from './erasure-events.ts';
import { type DeliveredEvent, defineEvent, type EventType } from './event-type.ts';
import { on, onAll, type Reaction } from './reaction.ts';
import { runAfterCommit, runReactions } from './run-reactions.ts';

interface Fact {
  readonly n: number;
  readonly userId?: string;
}
const silent = { notifies: false, reason: 'Only tests publish it.' } as const;
const liked = defineEvent<Fact>('wall.post-liked', silent);
const shared = defineEvent<Fact>('wall.post-shared', silent);
const log = openLog('test', 'silent');

const event = <Payload>({ name }: EventType<Payload>, number: number, payload: object = {}): DeliveredEvent => ({
  ...{ id: `evt_${number}`, producer: 'wall', epoch: 'e', number, type: name },
  payload: { n: number, ...payload },
});

/** Runs reactions while these users are known to have deleted their accounts; counts how often that is read. */
async function run(reactions: readonly Reaction<null>[], events: readonly DeliveredEvent[], deleted: string[] = []) {
  let reads = 0;
  const sql: Sql = {
    $queryRaw: <Rows>(_: TemplateStringsArray, ...[ids]: unknown[]) => {
      reads += 1;
      // as: the one statement of reactions asks which of these ids are deleted.
      return Promise.resolve(deleted.filter((id) => (ids as string[]).includes(id)).map((id) => ({ id })) as Rows);
    },
    $executeRaw: () => Promise.resolve(0),
  };
  const result = await runReactions({ reactions, store: null, sql, log }, events);
  return { ...result, reads };
}

/** A reaction for one event, and one for lists, which write down what they get. */
const noting = (calls: unknown[]) => ({
  one: (type: EventType<Fact>, wantsDeleted = false) =>
    on(type, async (_: null, { n }) => void calls.push(n), { wantsDeleted }),
  list: (type: EventType<Fact>) =>
    onAll(type, async (_: null, events) => void calls.push(events.map(({ payload }) => payload.n))),
});

test('consecutive events of a type are one list, and the order between types stays', async () => {
  const calls: unknown[] = [];
  const { one, list } = noting(calls);
  const events = [event(liked, 1), event(liked, 2), event(shared, 3), event(shared, 4), event(liked, 5)];

  const { handled } = await run([list(liked), one(shared)], events);

  expect(calls).toEqual([[1, 2], 3, 4, [5]]);
  expect(handled).toBe(5);
});

test('a list and a reaction for one event of the same type both get all events, in the order of the reactions', async () => {
  const calls: unknown[] = [];
  const { one, list } = noting(calls);

  await run([one(liked), list(liked)], [event(liked, 1), event(liked, 2)]);

  expect(calls).toEqual([1, 2, [1, 2]]);
});

test('who is deleted is read once for all events, and only for those that name a user', async () => {
  const calls: unknown[] = [];
  const { one, list } = noting(calls);
  const events = [1, 2, 3, 4].map((n) => event(n < 3 ? liked : shared, n, { userId: `usr_${n % 2}` }));

  const { reads } = await run([list(liked), one(shared), one(shared, true)], events, ['usr_1']);

  expect(calls).toEqual([[2], 3, 4, 4]);
  expect(reads).toBe(1);
  expect((await run([one(liked)], [event(liked, 1)])).reads).toBe(0);
  expect((await run([one(liked, true)], [event(liked, 1, { userId: 'usr_1' })])).reads).toBe(0);
});

test('events that name a user are skipped from the one that says that the account is deleted', async () => {
  const calls: unknown[] = [];
  const { one, list } = noting(calls);
  const noteDeletion = on(userDeleted, async (_: null) => void calls.push('deleted'), { wantsDeleted: true });
  const of = (n: number, name: string) => event(liked, n, { userId: `usr_${name}` });
  const deletion = event(userDeleted, 3, { userId: 'usr_ada' });

  await run(
    [list(liked), noteDeletion, one(liked, true)],
    [of(1, 'ada'), of(2, 'ben'), deletion, of(4, 'ada'), of(5, 'ben')],
  );

  expect(calls).toEqual([[1, 2], 1, 2, 'deleted', [5], 4, 5]);
});

test('the rest is left once the time is over, but for the first event', async () => {
  const calls: unknown[] = [];
  const reactions = [noting(calls).one(liked)];
  const events = [1, 2, 3].map((n) => event(liked, n));
  const sql: Sql = { $queryRaw: () => Promise.reject(new Error('nobody is named')), $executeRaw: async () => 0 };

  const { handled } = await runReactions({ reactions, store: null, sql, log, isTimeOver: () => true }, events);

  expect([handled, calls]).toEqual([1, [1]]);
});

test('what is left for after the commit runs in order, whatever fails', async () => {
  const calls: unknown[] = [];
  const later = (n: number) => () => {
    calls.push(n);
    if (n === 1) throw new Error('no signals');
  };
  const reactions = [
    on(liked, async (_: null, { n }) => later(n)),
    onAll(shared, async (_: null, events) => later(events.length * 10)),
  ];

  const { followUps } = await run(reactions, [event(liked, 1), event(shared, 2), event(shared, 3), event(liked, 4)]);
  expect(calls).toEqual([]);
  await runAfterCommit(followUps, log);

  expect(calls).toEqual([1, 20, 4]);
});
