import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import type { StreamingContext } from '../context.ts';
import type { LiveStream } from '../repository/streams.ts';
import type { StreamViewer, ViewerSession } from '../repository/viewers.ts';
import { heartbeatStream } from './heartbeat-stream.ts';
import { joinStream } from './join-stream.ts';
import { leaveStream } from './leave-stream.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const EXPIRY = new Date('2026-11-20T12:00:15.000Z');
const LIVE: LiveStream = {
  id: 'str_1',
  hostId: 'usr_ada',
  title: 'A title',
  visibility: 'PUBLIC',
  state: 'LIVE',
  startedAt: NOW,
  endedAt: null,
  peakViewerCount: 0,
  statusSequence: 1,
};
const INPUT = { streamId: 'str_1' };

function worldOf(stream: LiveStream | null, present: readonly string[] = [], viewer: StreamViewer | null = null) {
  const calls: string[] = [];
  const viewerOf = ({ streamId, userId }: ViewerSession) => ({ streamId, userId, joinedAt: NOW });
  return {
    calls,
    caller: { ...ANONYMOUS, viewerId: 'usr_bob', sessionId: 'ses_1' },
    now: () => NOW,
    liveStreams: { load: async () => stream },
    repository: {
      addViewer: jest.fn(async (session: ViewerSession, _: Date, isRejoining: boolean) => {
        calls.push(`row ${isRejoining ? 'anew' : 'again'}`);
        return viewerOf(session);
      }),
      joinedViewers: async () => [viewer],
      removeViewer: async () => {
        calls.push('row left');
        return viewer;
      },
    },
    leases: {
      hold: jest.fn(async (_kind: string, _key: string, member: string, ttlMs: number) => {
        calls.push(`hold ${member} ${ttlMs}`);
      }),
      release: async (_kind: string, _key: string, member: string) => void calls.push(`release ${member}`),
      members: async () => [[...present]],
    },
    peaks: { record: jest.fn() },
    signals: { notify: jest.fn<StreamingContext['signals']['notify']>(async () => void calls.push('notify')) },
  };
}

const VIEWER: StreamViewer = { streamId: 'str_1', userId: 'usr_bob', joinedAt: NOW };

describe('joinStream', () => {
  test('adds the viewer with a lease of fifteen seconds, and records the peak in people', async () => {
    const world = worldOf(LIVE, ['usr_eve#ses_7', 'usr_eve#ses_8']);
    expect(await joinStream(world, INPUT)).toEqual({ ok: true, value: { ...VIEWER, leaseExpiresAt: EXPIRY } });
    expect(world.calls).toEqual(['row anew', 'hold usr_bob#ses_1 15000']);
    expect(world.peaks.record).toHaveBeenCalledWith('str_1', 2);
  });

  test('joining again renews the lease', async () => {
    const world = worldOf(LIVE, ['usr_bob#ses_1']);
    await joinStream(world, INPUT);
    expect(world.calls).toEqual(['row again', 'hold usr_bob#ses_1 15000']);
    expect(world.peaks.record).toHaveBeenCalledWith('str_1', 1);
  });

  test('while Redis is unreachable it fails as unavailable and retryable', async () => {
    const world = worldOf(LIVE);
    world.leases.hold.mockRejectedValue(fault('UNAVAILABLE', 'away'));
    await expect(joinStream(world, INPUT)).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE', retryable: true },
    });
    expect(world.peaks.record).not.toHaveBeenCalled();
  });
});

describe('heartbeatStream', () => {
  test('renews the lease, also one that has expired', async () => {
    const world = worldOf(LIVE, [], VIEWER);
    expect(await heartbeatStream(world, INPUT)).toEqual({ ok: true, value: { ...VIEWER, leaseExpiresAt: EXPIRY } });
    expect(world.calls).toEqual(['hold usr_bob#ses_1 15000']);
  });

  test('a viewer who has not joined is refused', async () => {
    const world = worldOf(LIVE);
    expect(await heartbeatStream(world, INPUT)).toMatchObject({ ok: false, refusal: { __typename: 'NotJoined' } });
    expect(world.calls).toEqual([]);
  });
});

describe('leaveStream', () => {
  test('marks the row before it releases the lease, and notifies the subscriptions that renew it', async () => {
    const world = worldOf(LIVE, ['usr_bob#ses_1'], VIEWER);
    expect(await leaveStream(world, INPUT)).toEqual({ ok: true, value: { ...VIEWER, leaseExpiresAt: null } });
    expect(world.calls).toEqual(['row left', 'release usr_bob#ses_1', 'notify']);
    expect(world.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1', { member: 'usr_bob#ses_1' });
  });

  test('leaving without having joined, or a stream that is over, is no refusal', async () => {
    expect(await leaveStream(worldOf(LIVE), INPUT)).toEqual({ ok: true, value: null });
    expect(await leaveStream(worldOf({ ...LIVE, state: 'ENDED' }), INPUT)).toMatchObject({ ok: true });
  });
});

describe('every operation of a viewer', () => {
  test.each([
    ['joining', joinStream],
    ['a heartbeat', heartbeatStream],
    ['leaving', leaveStream],
  ])('%s is refused for a hidden stream and for no stream alike', async (_, operation) => {
    const world = worldOf(null);
    expect(await operation(world, INPUT)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
    expect(await operation(world, {})).toMatchObject({ ok: false, refusal: { __typename: 'InvalidInput' } });
    expect(world.calls).toEqual([]);
  });

  test.each([
    ['joining', joinStream],
    ['a heartbeat', heartbeatStream],
  ])('%s is refused when the stream is over', async (_, operation) => {
    const world = worldOf({ ...LIVE, state: 'ENDED' }, [], VIEWER);
    expect(await operation(world, INPUT)).toMatchObject({ ok: false, refusal: { __typename: 'StreamEnded' } });
    expect(world.calls).toEqual([]);
  });
});
