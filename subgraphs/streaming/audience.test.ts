import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { userBlocked } from '../friends/events.ts';
import streaming from './index.ts';

const AT = '2026-11-20T12:00:00.000Z';
const START = 'mutation ($title: String!) { startStream(input: { title: $title }) { stream { id } } }';
const END = 'mutation ($id: ID!) { endStream(input: { streamId: $id }) { stream { peakViewerCount viewerCount } } }';
const viewerMutation = (name: string) => `mutation ($id: ID!) { ${name}(input: { streamId: $id }) {
  viewer { user { id } joinedAt leaseExpiresAt heartbeatIntervalSeconds }
  errors { __typename ... on UserError { message path } } } }`;
const STREAM = `query ($id: ID!) { stream(id: $id) { viewerCount peakViewerCount
  viewers(first: 10) { edges { node { user { id } joinedAt leaseExpiresAt } } } } }`;
const VIEWERS = `subscription ($id: ID!) { streamViewersChanged(streamId: $id) {
  viewerCount joined { id } left { id } } }`;

describe('the audience of a stream', () => {
  let world: DomainWorld;
  let redis: Redis;
  const blocks = new Set<string>();

  beforeAll(async () => {
    const answer = (_: string, { otherIds }: Readonly<Record<string, unknown>>) => ({
      relationships: [otherIds].flat().map((id) => ({ areFriends: false, blocked: blocks.has(String(id)) })),
    });
    world = await openDomainWorld(streaming, { answers: { friends: answer } });
    redis = new Redis(world.redis.url);
    redis.on('error', () => undefined);
  });
  afterAll(async () => {
    redis.disconnect();
    await world.close();
  });

  const ask = async (query: string, id: string, viewerId: string, sessionId = 'ses_phone') => {
    const variables = { id, title: 'A title' };
    const { data, errors } = await world.execute(query, variables, world.as(viewerId, { sessionId }));
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data));
  };
  const startOf = async (hostId: string): Promise<string> => (await ask(START, '', hostId)).startStream.stream.id;
  const mutateViewer = async (name: string, id: string, viewerId: string, sessionId?: string) =>
    (await ask(viewerMutation(name), id, viewerId, sessionId))[name];
  const join = (id: string, viewerId: string, sessionId?: string) =>
    mutateViewer('joinStream', id, viewerId, sessionId);
  const leave = (id: string, viewerId: string, sessionId?: string) =>
    mutateViewer('leaveStream', id, viewerId, sessionId);
  const watch = (id: string, viewerId: string) =>
    world.subscribe(VIEWERS, { id }, world.as(viewerId, { sessionId: 'ses_phone' }));
  const changeOf = async (events: Awaited<ReturnType<typeof watch>>) =>
    (await nextOf(events)).data?.['streamViewersChanged'];
  /** Whether a subscription renews the lease: it then expires sooner than after joining. */
  const isLeaseKept = (id: string, viewerId: string) => async () => {
    const expiry = await redis.zscore(`lease:viewers:{${id}}`, `${viewerId}#ses_phone`);
    return expiry !== null && Number(expiry) - Date.now() < 10_000;
  };
  const change = (viewerCount: number, joined: string[], left: string[]) => ({
    viewerCount,
    joined: joined.map((id) => ({ id })),
    left: left.map((id) => ({ id })),
  });

  test('counts people, not devices, and names who came and went', async () => {
    const id = await startOf('usr_ada');
    const events = await watch(id, 'usr_ada');
    expect(await changeOf(events)).toEqual(change(0, [], []));

    const joined = await join(id, 'usr_bob');
    expect(joined).toMatchObject({
      viewer: { user: { id: 'usr_bob' }, heartbeatIntervalSeconds: 5, leaseExpiresAt: expect.any(String) },
      errors: [],
    });
    expect(await changeOf(events)).toEqual(change(1, ['usr_bob'], []));
    await join(id, 'usr_bob', 'ses_tablet');
    await join(id, 'usr_eve');
    expect(await changeOf(events)).toEqual(change(2, ['usr_eve'], []));

    const { stream } = await ask(STREAM, id, 'usr_ada');
    expect(stream).toMatchObject({ viewerCount: 2, peakViewerCount: 2 });
    expect(stream.viewers.edges.map(({ node }: { node: { user: object } }) => node.user)).toEqual([
      { id: 'usr_eve' },
      { id: 'usr_bob' },
    ]);
    expect(stream.viewers.edges[1].node).toMatchObject({ joinedAt: joined.viewer.joinedAt, leaseExpiresAt: null });

    await leave(id, 'usr_bob');
    await leave(id, 'usr_eve');
    expect(await changeOf(events)).toEqual(change(1, [], ['usr_eve']));
    expect(await leave(id, 'usr_bob', 'ses_tablet')).toMatchObject({ viewer: { user: { id: 'usr_bob' } }, errors: [] });
    expect(await changeOf(events)).toEqual(change(0, [], ['usr_bob']));
    expect(await leave(id, 'usr_bob')).toEqual({ viewer: null, errors: [] });
    await events.return?.();
  });

  test('of a public stream everybody may follow the number, and of another nobody, the host included', async () => {
    const count = 'subscription ($id: ID!) { streamViewerCountChanged(streamId: $id) { viewerCount } }';
    const id = await startOf('usr_open');
    const events = await world.subscribe(count, { id }, ANONYMOUS);
    expect((await nextOf(events)).data).toEqual({ streamViewerCountChanged: { viewerCount: 0 } });
    await join(id, 'usr_bob');
    expect((await nextOf(events)).data).toEqual({ streamViewerCountChanged: { viewerCount: 1 } });
    await events.return?.();

    const forFriends = `mutation ($title: String!) {
      startStream(input: { title: $title, visibility: FRIENDS }) { stream { id } } }`;
    const closed = (await ask(forFriends, '', 'usr_closed')).startStream.stream.id;
    for (const hidden of [closed, 'str_nowhere'])
      await expect(world.subscribe(count, { id: hidden }, world.as('usr_closed'))).rejects.toMatchObject({
        cause: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })],
      });
  });

  test('a viewer whose subscription ends without leaving is removed within ten seconds', async () => {
    const id = await startOf('usr_host');
    const events = await watch(id, 'usr_host');
    expect(await changeOf(events)).toEqual(change(0, [], []));
    const own = await watch(id, 'usr_gone');
    expect(await changeOf(own)).toEqual(change(0, [], []));
    await join(id, 'usr_gone');
    expect(await changeOf(events)).toEqual(change(1, ['usr_gone'], []));
    expect(await changeOf(own)).toEqual(change(1, ['usr_gone'], []));
    await eventually(isLeaseKept(id, 'usr_gone'), 'the server to renew the lease');

    await own.return?.();
    expect(await changeOf(events)).toEqual(change(0, [], ['usr_gone']));
    await events.return?.();
  });

  test('a viewer whom the host blocks loses lease, stream and subscription', async () => {
    const id = await startOf('usr_blocker');
    const events = await watch(id, 'usr_blocker');
    expect(await changeOf(events)).toEqual(change(0, [], []));
    await join(id, 'usr_troll');
    expect(await changeOf(events)).toEqual(change(1, ['usr_troll'], []));
    const own = await watch(id, 'usr_troll');
    expect(await changeOf(own)).toEqual(change(1, [], []));
    blocks.add('usr_troll').add('usr_blocker');
    await world.publish(userBlocked, { userId: 'usr_blocker', blockedId: 'usr_troll', at: AT });

    let last = await nextOf(own);
    // The removal of the viewer may arrive before the block ends the stream.
    if (last.errors === undefined) last = await nextOf(own);
    expect(last.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await own.next()).toMatchObject({ done: true });
    expect((await ask(STREAM, id, 'usr_troll')).stream).toBeNull();
    expect((await join(id, 'usr_troll')).errors).toMatchObject([{ __typename: 'NotFound' }]);
    // The event does not name the viewer, not even to the host who blocked them.
    expect(await changeOf(events)).toEqual(change(0, [], []));
    await events.return?.();
    blocks.clear();
  });

  test('people with a block between them do not see each other in the audience', async () => {
    const id = await startOf('usr_party');
    await world.publish(userBlocked, { userId: 'usr_shy', blockedId: 'usr_loud', at: AT });
    const events = await watch(id, 'usr_loud');
    expect(await changeOf(events)).toEqual(change(0, [], []));
    await join(id, 'usr_shy');
    expect(await changeOf(events)).toEqual(change(1, [], []));
    expect((await ask(STREAM, id, 'usr_loud')).stream).toMatchObject({ viewerCount: 1, viewers: { edges: [] } });
    expect((await ask(STREAM, id, 'usr_party')).stream.viewers.edges).toHaveLength(1);
    await events.return?.();
  });

  test('the end of a stream ends its audience and keeps its peak', async () => {
    const id = await startOf('usr_final');
    expect((await mutateViewer('heartbeatStream', id, 'usr_one')).errors).toMatchObject([{ __typename: 'NotJoined' }]);
    await join(id, 'usr_one');
    await join(id, 'usr_two');
    await leave(id, 'usr_two');
    const events = await watch(id, 'usr_one');
    expect(await changeOf(events)).toEqual(change(1, [], []));
    expect((await mutateViewer('heartbeatStream', id, 'usr_one')).viewer).toMatchObject({ user: { id: 'usr_one' } });
    await ask(END, id, 'usr_final');

    expect(await changeOf(events)).toEqual(change(0, [], ['usr_one']));
    expect(await events.next()).toMatchObject({ done: true });
    expect((await join(id, 'usr_two')).errors).toMatchObject([{ __typename: 'StreamEnded' }]);
    expect((await mutateViewer('heartbeatStream', id, 'usr_one')).errors).toMatchObject([
      { __typename: 'StreamEnded' },
    ]);
    // Peaks are written at most every two seconds.
    const peak = async () => (await ask(STREAM, id, 'usr_one')).stream.peakViewerCount;
    await eventually(async () => (await peak()) === 2, 'the peak to be written');
  });

  test('viewers stay counted when Redis restarts empty', async () => {
    const id = await startOf('usr_steady');
    const events = await watch(id, 'usr_fan');
    expect(await changeOf(events)).toEqual(change(0, [], []));
    await join(id, 'usr_fan');
    expect(await changeOf(events)).toEqual(change(1, ['usr_fan'], []));
    await eventually(isLeaseKept(id, 'usr_fan'), 'the server to renew the lease');
    await world.redis.kill();
    await world.redis.revive();

    const counted = async () => (await ask(STREAM, id, 'usr_fan')).stream.viewerCount === 1;
    await eventually(counted, 'the viewer to be counted again');
    await events.return?.();
  });
});
