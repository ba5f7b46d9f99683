import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { AT } from '../../../tests/example-conversation.ts';
import type { ChatContext } from '../context.ts';
import { holdPresence } from './hold-presence.ts';

function worldOf(viewerId: string | null = 'usr_ada') {
  const close = jest.fn(async () => undefined);
  const endPresence = jest.fn();
  return {
    close,
    endPresence,
    caller: { ...ANONYMOUS, viewerId },
    now: () => AT,
    leases: { keep: jest.fn<ChatContext['leases']['keep']>(() => ({ close })) },
    presenceNotes: { hold: jest.fn((_userId: string) => endPresence) },
  };
}
type World = ReturnType<typeof worldOf>;
// as: only `keep` is used.
const hold = (world: World, events: AsyncIterableIterator<string>) =>
  holdPresence(world as unknown as ChatContext, events);

async function* eventsOf(...events: (string | Error)[]) {
  for (const event of events) {
    if (event instanceof Error) throw event;
    yield event;
  }
}

test('a stream keeps its viewer online from the start, with a lease of its own', async () => {
  const world = worldOf();

  const first = hold(world, eventsOf('news'));
  hold(world, eventsOf());

  expect(world.leases.keep.mock.calls).toEqual([
    ['presence', 'usr_ada', expect.stringMatching(/^con_/), 25_000],
    ['presence', 'usr_ada', expect.stringMatching(/^con_/), 25_000],
  ]);
  expect(new Set(world.leases.keep.mock.calls.map(([, , member]) => member)).size).toBe(2);
  expect(world.presenceNotes.hold).toHaveBeenCalledWith('usr_ada');
  expect(await first.next()).toEqual({ done: false, value: 'news' });
  expect(world.close).not.toHaveBeenCalled();
});

test.each([
  ['the client leaves', eventsOf('news'), (stream: AsyncIterableIterator<string>) => stream.return?.()],
  ['it has no more events', eventsOf(), (stream: AsyncIterableIterator<string>) => stream.next()],
  [
    'it fails',
    eventsOf(new Error('away')),
    (stream: AsyncIterableIterator<string>) => stream.next().catch(() => undefined),
  ],
])('the lease ends after a grace period when %s', async (_, events, end) => {
  const world = worldOf();

  await end(hold(world, events));

  expect(world.close.mock.calls).toEqual([[3_000]]);
  expect(world.endPresence).toHaveBeenCalledTimes(1);
});

test('a stream requires a viewer', () => {
  expect(() => hold(worldOf(null), eventsOf())).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
  );
});
