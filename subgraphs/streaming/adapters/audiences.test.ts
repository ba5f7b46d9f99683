import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createChannel } from '../../../runtime/streams/channel.ts';
import type { Listener, ListenerAccess } from './audience.ts';
import { createAudiences } from './audiences.ts';

const STREAM = 'str_1';
const listener = (name: string, sessionId = 'ses_1'): Listener => ({
  streamId: STREAM,
  userId: name,
  sessionId,
  member: `${name}#${sessionId}`,
});

/** Audiences whose leases, signals and tables the test controls, with fake timers. */
function worldOf() {
  const leases = createChannel<readonly string[]>({ keepLast: true });
  const joined = new Set<string>();
  const denied = new Set<string>();
  const state = { ended: false, away: false, watched: false };
  const keptLeases: { member: string; closedAfter: number | null }[] = [];
  const subscribers = new Set<(member: string | null) => void>();
  const checkAccess = jest.fn(async (listeners: readonly Listener[]): Promise<ListenerAccess[]> => {
    if (state.away) throw new Error('the database is away');
    return listeners.map(({ userId, member }) => ({
      isPermitted: !denied.has(userId),
      hasEnded: state.ended,
      hasJoined: joined.has(member),
    }));
  });
  const counts: number[] = [];
  const audiences = createAudiences(
    {
      watch() {
        state.watched = true;
        return leases.iterate(() => {
          state.watched = false;
        });
      },
      keep({ member }) {
        const lease: (typeof keptLeases)[number] = { member, closedAfter: null };
        keptLeases.push(lease);
        return {
          async close(graceMs = 0) {
            lease.closedAfter = graceMs;
          },
        };
      },
      personOf: (member) => member.split('#')[0] ?? '',
      onAccessChange(_, notify) {
        subscribers.add(notify);
        return () => subscribers.delete(notify);
      },
      checkAccess,
      blocksAmong: async () => new Map(),
      onCount: (_, viewerCount) => counts.push(viewerCount),
    },
    { warn: jest.fn() },
  );
  const signal = async (member: string | null = null) => {
    for (const notify of subscribers) notify(member);
    await jest.advanceTimersByTimeAsync(0);
  };
  return { audiences, leases, joined, denied, state, keptLeases, signal, checkAccess, counts, subscribers };
}

describe('audiences', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('the current state comes first, changes at most twice a second, and the last state always', async () => {
    const { audiences, leases, counts } = worldOf();
    const events = audiences.follow(listener('ada'));
    leases.push(['bob#1']);
    expect((await events.next()).value).toEqual({ viewerCount: 1, joined: [], left: [] });

    const seen: number[] = [];
    const reading = (async () => {
      for await (const { viewerCount } of events) seen.push(viewerCount);
    })();
    for (let size = 2; size <= 101; size += 1) {
      leases.push(Array.from({ length: size }, (_, nth) => `viewer${nth}#1`));
      await jest.advanceTimersByTimeAsync(20);
    }
    await jest.advanceTimersByTimeAsync(500);
    expect(seen.length).toBeLessThanOrEqual(6);
    expect(seen.at(-1)).toBe(101);
    expect(counts.at(-1)).toBe(101);
    audiences.close();
    await reading;
  });

  test('a second device of the same person is not a change', async () => {
    const { audiences, leases } = worldOf();
    const events = audiences.follow(listener('ada'));
    leases.push(['bob#1']);
    await events.next();
    const next = jest.fn();
    void events.next().then(next);
    leases.push(['bob#1', 'bob#2']);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(next).not.toHaveBeenCalled();
    audiences.close();
  });

  test('a lease is renewed while its owner listens, and expires within five seconds after', async () => {
    const { audiences, leases, joined, keptLeases, state } = worldOf();
    joined.add('ada#ses_1');
    leases.push(['ada#ses_1', 'ada#ses_2']);
    const events = audiences.follow(listener('ada'));
    await jest.advanceTimersByTimeAsync(500);
    expect(keptLeases).toEqual([{ member: 'ada#ses_1', closedAfter: null }]);

    await events.return?.();
    expect(keptLeases[0]?.closedAfter).toBeGreaterThan(0);
    expect(keptLeases[0]?.closedAfter).toBeLessThanOrEqual(5_000);
    expect(state.watched).toBe(false);
    audiences.close();
  });

  test('the lease of a listener who has not joined, or has left, is not renewed', async () => {
    const { audiences, leases, joined, keptLeases, signal } = worldOf();
    leases.push(['ada#ses_1']);
    const events = audiences.follow(listener('ada'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(keptLeases).toEqual([]);

    joined.add('ada#ses_1');
    await signal();
    expect(keptLeases).toHaveLength(1);
    joined.delete('ada#ses_1');
    await signal('eve#ses_1');
    expect(keptLeases[0]?.closedAfter).toBeNull();
    await signal('ada#ses_1');
    expect(keptLeases[0]?.closedAfter).toBe(0);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(keptLeases).toHaveLength(1);
    await events.return?.();
    audiences.close();
  });

  test('a listener who may no longer see the stream gets FORBIDDEN, and loses the lease at once', async () => {
    const { audiences, leases, joined, keptLeases, denied, signal, subscribers } = worldOf();
    joined.add('ada#ses_1');
    leases.push(['ada#ses_1']);
    const events = audiences.follow(listener('ada'));
    await events.next();
    await jest.advanceTimersByTimeAsync(500);
    const refused = expect(events.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    denied.add('ada');
    await signal();
    await refused;
    expect(keptLeases).toEqual([{ member: 'ada#ses_1', closedAfter: 0 }]);
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(subscribers.size).toBe(0);
    audiences.close();
  });

  test('the end of the stream is an empty audience and the end of the subscription; a lost signal delays it by five seconds at most', async () => {
    const { audiences, leases, state } = worldOf();
    leases.push(['bob#1']);
    const events = audiences.follow(listener('ada'));
    await events.next();
    state.ended = true;
    await jest.advanceTimersByTimeAsync(5_000);
    expect((await events.next()).value).toEqual({ viewerCount: 0, joined: [], left: ['bob'] });
    expect((await events.next()).done).toBe(true);
    audiences.close();
  });

  test('the access of all listeners is read in one call, and an unreachable database ends nothing', async () => {
    const { audiences, leases, checkAccess, state, denied } = worldOf();
    leases.push([]);
    const all = ['ada', 'bob', 'eve'].map((name) => audiences.follow(listener(name)));
    await Promise.all(all.map((events) => events.next()));
    await jest.advanceTimersByTimeAsync(0);
    checkAccess.mockClear();
    state.away = true;
    denied.add('eve');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(checkAccess).toHaveBeenCalledTimes(1);
    expect(checkAccess.mock.calls[0]?.[0]).toHaveLength(3);
    const refused = expect(all[2]?.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    state.away = false;
    await jest.advanceTimersByTimeAsync(5_000);
    await refused;
    audiences.close();
  });
});
