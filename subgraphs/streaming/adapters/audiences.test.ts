import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createChannel } from '../../../runtime/streams/channel.ts';
import type { Listener, ListenerStanding } from './audience.ts';
import { createAudiences } from './audiences.ts';

const STREAM = 'str_1';
const listener = (name: string, sessionId = 'ses_1'): Listener => ({
  streamId: STREAM,
  userId: name,
  sessionId,
  member: `${name}#${sessionId}`,
});

/** Audiences with leases, bells and tables played by the test, on a clock of the test's own. */
function worldOf() {
  const leases = createChannel<readonly string[]>({ keepLast: true });
  const seats = new Set<string>();
  const denied = new Set<string>();
  const state = { ended: false, away: false, watched: false };
  const kept: { member: string; closedAfter: number | null }[] = [];
  const bells = new Set<(member: string | null) => void>();
  const standings = jest.fn(async (listeners: readonly Listener[]): Promise<ListenerStanding[]> => {
    if (state.away) throw new Error('the database is away');
    return listeners.map(({ userId, member }) => ({
      permitted: !denied.has(userId),
      ended: state.ended,
      seated: seats.has(member),
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
        const lease: (typeof kept)[number] = { member, closedAfter: null };
        kept.push(lease);
        return {
          async close(graceMs = 0) {
            lease.closedAfter = graceMs;
          },
        };
      },
      personOf: (member) => member.split('#')[0] ?? '',
      onNews(_, heard) {
        bells.add(heard);
        return () => bells.delete(heard);
      },
      standings,
      blocksAmong: async () => new Map(),
      onCount: (_, viewerCount) => counts.push(viewerCount),
    },
    { warn: jest.fn() },
  );
  const ring = async (member: string | null = null) => {
    for (const heard of bells) heard(member);
    await jest.advanceTimersByTimeAsync(0);
  };
  return { audiences, leases, seats, denied, state, kept, ring, standings, counts, bells };
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

  test('a second device of the same person is no news', async () => {
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

  test('a seat is kept while its owner listens, and lapses within five seconds after', async () => {
    const { audiences, leases, seats, kept, state } = worldOf();
    seats.add('ada#ses_1');
    leases.push(['ada#ses_1', 'ada#ses_2']);
    const events = audiences.follow(listener('ada'));
    await jest.advanceTimersByTimeAsync(500);
    expect(kept).toEqual([{ member: 'ada#ses_1', closedAfter: null }]);

    await events.return?.();
    expect(kept[0]?.closedAfter).toBeGreaterThan(0);
    expect(kept[0]?.closedAfter).toBeLessThanOrEqual(5_000);
    expect(state.watched).toBe(false);
    audiences.close();
  });

  test('who listens without having joined, or has left, is not kept', async () => {
    const { audiences, leases, seats, kept, ring } = worldOf();
    leases.push(['ada#ses_1']);
    const events = audiences.follow(listener('ada'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(kept).toEqual([]);

    seats.add('ada#ses_1');
    await ring();
    expect(kept).toHaveLength(1);
    seats.delete('ada#ses_1');
    await ring('eve#ses_1');
    expect(kept[0]?.closedAfter).toBeNull();
    await ring('ada#ses_1');
    expect(kept[0]?.closedAfter).toBe(0);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(kept).toHaveLength(1);
    await events.return?.();
    audiences.close();
  });

  test('who may no longer see the stream is sent away with FORBIDDEN, and loses the seat at once', async () => {
    const { audiences, leases, seats, kept, denied, ring, bells } = worldOf();
    seats.add('ada#ses_1');
    leases.push(['ada#ses_1']);
    const events = audiences.follow(listener('ada'));
    await events.next();
    await jest.advanceTimersByTimeAsync(500);
    const refused = expect(events.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    denied.add('ada');
    await ring();
    await refused;
    expect(kept).toEqual([{ member: 'ada#ses_1', closedAfter: 0 }]);
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(bells.size).toBe(0);
    audiences.close();
  });

  test('the end of the stream is an empty audience, and then nothing; a lost bell costs at most five seconds', async () => {
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

  test('standings of all listeners are one question, and a database that is away ends nothing', async () => {
    const { audiences, leases, standings, state, denied } = worldOf();
    leases.push([]);
    const all = ['ada', 'bob', 'eve'].map((name) => audiences.follow(listener(name)));
    await Promise.all(all.map((events) => events.next()));
    await jest.advanceTimersByTimeAsync(0);
    standings.mockClear();
    state.away = true;
    denied.add('eve');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(standings).toHaveBeenCalledTimes(1);
    expect(standings.mock.calls[0]?.[0]).toHaveLength(3);
    const refused = expect(all[2]?.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    state.away = false;
    await jest.advanceTimersByTimeAsync(5_000);
    await refused;
    audiences.close();
  });
});
