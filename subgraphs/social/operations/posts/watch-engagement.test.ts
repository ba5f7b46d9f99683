import { expect, test } from '@jest/globals';
import { eventually } from '../../../../tests/eventually.ts';
import { watchEngagement } from './watch-engagement.ts';

/** A post whose counts and visibility a test changes. */
function createPostWorld() {
  const state = { likes: 0, isOpen: true, reads: 0 };
  const listeners = new Set<() => void>();
  const needs = {
    signals: {
      on(_: string, listener: () => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    repository: {
      async countsOf() {
        state.reads += 1;
        return [new Map([['likes', state.likes]])];
      },
      openPosts: async () => new Set(state.isOpen ? ['pst_1'] : []),
    },
  };
  const signal = () => {
    for (const listener of listeners) listener();
  };
  // as: watching needs no other part of the context.
  return { needs: needs as never, state, signal, listeners };
}

const SLOW = { everyMs: 30, pollMs: 60_000 };

test('the counts come first, then each change', async () => {
  const { needs, state, signal } = createPostWorld();
  const events = await watchEngagement(needs, 'pst_1', SLOW);
  expect((await events.next()).value).toMatchObject({ likeCount: 0 });
  state.likes = 1;
  signal();
  expect((await events.next()).value).toMatchObject({ likeCount: 1 });
  await events.return?.();
});

test('many signals share a read, and the last of them is followed by one', async () => {
  const { needs, state, signal } = createPostWorld();
  const events = await watchEngagement(needs, 'pst_1', SLOW);
  for (let likes = 1; likes <= 100; likes += 1) {
    state.likes = likes;
    signal();
  }
  await eventually(() => state.reads === 3, 'the read after the interval');
  await events.next();
  await events.return?.();
});

test('it ends, and forgets its listener, when not everybody may see the post any more', async () => {
  const { needs, state, signal, listeners } = createPostWorld();
  const events = await watchEngagement(needs, 'pst_1', SLOW);
  await events.next();
  state.isOpen = false;
  signal();
  expect((await events.next()).done).toBe(true);
  expect(listeners.size).toBe(0);
});

test('a lost signal is covered by a poll', async () => {
  const { needs, state } = createPostWorld();
  const events = await watchEngagement(needs, 'pst_1', { everyMs: 1, pollMs: 5 });
  await events.next();
  state.likes = 7;
  expect((await events.next()).value).toMatchObject({ likeCount: 7 });
  await events.return?.();
});

test('a post that is not for everybody is not found', async () => {
  const { needs, state } = createPostWorld();
  state.isOpen = false;
  await expect(watchEngagement(needs, 'pst_1')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});
