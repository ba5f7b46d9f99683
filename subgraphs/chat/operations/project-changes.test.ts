import { expect, jest, test } from '@jest/globals';
import type { Streams } from '../../../runtime/live/durable-log.ts';
import { type ProjectionNeeds, projectChanges } from './project-changes.ts';

type Unprojected = ProjectionNeeds['repository']['unprojected'];
type Pending = Awaited<ReturnType<Unprojected>>[number];

const idOf = (nth: number): string => `cnv_${String(nth).padStart(3, '0')}`;
const conversations = (count: number, entries = 2): Pending[] =>
  Array.from({ length: count }, (_, nth) => ({ id: idOf(nth + 1), from: 0, entries }));

/** A repository with changes of these conversations, some perhaps partly; each concerns Ada, and Ben in the first conversation. */
function worldOf(pending: readonly Pending[], isPartial = false) {
  const projected: string[][] = [];
  const unprojected = jest.fn<Unprojected>(async (after, limit) =>
    pending.filter(({ id }) => id > after).slice(0, limit),
  );
  const store = {
    project: async (batch: readonly Pending[]) => {
      projected.push(batch.map(({ id }) => id));
      return { userIds: batch[0]?.id === idOf(1) ? ['usr_ada', 'usr_ben'] : ['usr_ada'], isPartial };
    },
  };
  const announce = jest.fn<Streams['announce']>(async () => undefined);
  const needs = {
    repository: { unprojected, transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store) },
    streams: { announce },
    inboxLog: { name: 'chat.inbox' },
  };
  // as: the projection uses only this part of the store, the streams and the log.
  return { projected, unprojected, announce, needs: needs as unknown as ProjectionNeeds };
}

test('the changes of small conversations are projected together, and the members concerned are signalled once', async () => {
  const { projected, announce, needs } = worldOf(conversations(2));

  expect(await projectChanges(needs, new AbortController().signal)).toBe(false);
  expect(projected).toEqual([[idOf(1), idOf(2)]]);
  expect(announce.mock.calls).toEqual([
    [needs.inboxLog, 'usr_ada'],
    [needs.inboxLog, 'usr_ben'],
  ]);
});

test('large ones are projected by themselves', async () => {
  const { projected, needs } = worldOf([...conversations(1, 300), { id: idOf(2), from: 0, entries: 9_000 }]);

  await projectChanges(needs, new AbortController().signal);

  expect(projected).toEqual([[idOf(1)], [idOf(2)]]);
});

test('a conversation with more changes than one step takes is gone on with', async () => {
  const { needs } = worldOf(conversations(1), true);

  expect(await projectChanges(needs, new AbortController().signal)).toBe(true);
});

test('without changes nothing is projected', async () => {
  const { projected, announce, needs } = worldOf([]);

  expect(await projectChanges(needs, new AbortController().signal)).toBe(false);
  expect(projected).toEqual([]);
  expect(announce).not.toHaveBeenCalled();
});

test('a full batch is followed by another read, from its last conversation on', async () => {
  const { projected, unprojected, needs } = worldOf(conversations(101));

  await projectChanges(needs, new AbortController().signal);

  expect(projected.flat()).toHaveLength(101);
  expect(unprojected.mock.calls).toEqual([
    ['', 50],
    [idOf(50), 50],
    [idOf(100), 50],
  ]);
});

test('an abort ends it after the batch', async () => {
  const stop = new AbortController();
  const { projected, announce, needs } = worldOf(conversations(101));
  announce.mockImplementation(async () => stop.abort());

  await projectChanges(needs, stop.signal);
  expect(projected.flat()).toHaveLength(50);
});
