import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FollowFact } from '../../runtime/relations/follow-events.ts';
import { userFollowed, userUnfollowed } from '../../runtime/relations/follow-events.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';
import streaming from './index.ts';

const START = `mutation ($input: StartStreamInput!) { startStream(input: $input) { stream { id } } }`;
const END = 'mutation ($id: ID!) { endStream(input: { streamId: $id }) { stream { id } } }';
const STREAM = 'query ($id: ID!) { stream(id: $id) { visibility } liveStreams(first: 100) { edges { node { id } } } }';
const JOIN = 'mutation ($id: ID!) { joinStream(input: { streamId: $id }) { viewer { joinedAt } } }';
const COUNT = 'query ($id: ID!) { stream(id: $id) { viewers(first: 9) { edges { node { user { id } } } } } }';
const STARTED = `subscription ($after: String) { streamStarted(after: $after) { stream { id } cursor resyncRequired } }`;
const STATUS = 'subscription ($id: ID!) { streamStatusChanged(streamId: $id) { cursor } }';

interface Started {
  readonly stream: { readonly id: string };
  readonly cursor: string;
}

type Visibility = 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';

describe('streams of people whom one follows', () => {
  let world: DomainWorld;
  /** What social would answer. */
  const follows = new Set<string>();
  let clock = Date.parse('2026-12-01T12:00:00.000Z');

  beforeAll(async () => {
    world = await openDomainWorld(streaming, {
      answers: {
        friends: (_, { otherIds }) => ({
          relationships: [otherIds].flat().map(() => ({ areFriends: false, blocked: false })),
        }),
        social: (_, { followerIds, followeeIds }) => ({
          followsBetween: [followerIds].flat().map((id, at) => follows.has(`${id} ${[followeeIds].flat()[at]}`)),
        }),
      },
    });
  });
  afterAll(() => world.close());

  const ask = async (query: string, variables: Record<string, unknown>, viewerId: string) => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data));
  };
  const start = async (hostId: string, visibility: Visibility = 'PUBLIC'): Promise<string> =>
    (await ask(START, { input: { title: 'On air', visibility } }, hostId)).startStream.stream.id;
  const fact = (followerId: string, followeeId: string): FollowFact => {
    clock += 1_000;
    return { followerId, followeeId, at: new Date(clock).toISOString() };
  };
  const follow = (followerId: string, followeeId: string) => world.publish(userFollowed, fact(followerId, followeeId));
  const unfollow = (followerId: string, followeeId: string) =>
    world.publish(userUnfollowed, fact(followerId, followeeId));
  const cursorOf = async (viewerId: string): Promise<string> =>
    (await ask('{ streamsCursor }', {}, viewerId)).streamsCursor;
  const listen = (viewerId: string, after?: string) => world.subscribe(STARTED, { after }, world.as(viewerId));
  const next = async (events: Awaited<ReturnType<typeof listen>>): Promise<Started> =>
    JSON.parse(JSON.stringify((await nextOf(events)).data?.['streamStarted']));
  const sees = async (viewerId: string, id: string) => {
    const { stream, liveStreams } = await ask(STREAM, { id }, viewerId);
    return {
      byId: stream !== null,
      listed: liveStreams.edges.some(({ node }: { node: { id: string } }) => node.id === id),
    };
  };

  test('a stream for followers is seen by them alone, at once after they follow and no longer after they do not', async () => {
    const id = await start('usr_host1', 'FOLLOWERS');
    expect(await sees('usr_eve', id)).toEqual({ byId: false, listed: false });
    expect(await sees('usr_host1', id)).toEqual({ byId: true, listed: true });

    // Social knows before the copy does.
    follows.add('usr_eve usr_host1');
    expect(await sees('usr_eve', id)).toEqual({ byId: true, listed: false });
    follows.delete('usr_eve usr_host1');
    await follow('usr_eve', 'usr_host1');
    expect(await sees('usr_eve', id)).toEqual({ byId: true, listed: true });

    await ask(JOIN, { id }, 'usr_eve');
    const status = await world.subscribe(STATUS, { id }, world.as('usr_eve'));
    await unfollow('usr_eve', 'usr_host1');
    expect(await sees('usr_eve', id)).toEqual({ byId: false, listed: false });
    expect((await ask(COUNT, { id }, 'usr_host1')).stream.viewers.edges).toEqual([]);
    expect((await nextOf(status)).errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  test('a late event revives nothing', async () => {
    const id = await start('usr_host2', 'FOLLOWERS');
    const [first, second] = [fact('usr_late', 'usr_host2'), fact('usr_late', 'usr_host2')];
    await world.publish(userUnfollowed, second);
    await world.publish(userFollowed, first);
    expect(await sees('usr_late', id)).toEqual({ byId: false, listed: false });
  });

  test('while the copy is incomplete it permits nothing that social does not confirm', async () => {
    const id = await start('usr_host3', 'FOLLOWERS');
    await follow('usr_new', 'usr_host3');
    await world.sql.$executeRaw`
      INSERT INTO inbox_bootstrap (producer, epoch, number, is_replay, total) VALUES ('social', 'e', 0, false, 9)`;
    expect((await sees('usr_new', id)).listed).toBe(false);
    expect((await sees('usr_new', id)).byId).toBe(false);
    follows.add('usr_new usr_host3');
    expect((await sees('usr_new', id)).byId).toBe(true);
    await world.sql.$executeRaw`DELETE FROM inbox_bootstrap WHERE producer = 'social'`;
    expect(await sees('usr_new', id)).toEqual({ byId: true, listed: true });
  });

  test('whoever follows receives each stream once, in order, and resumes after any cursor', async () => {
    await follow('usr_fan', 'usr_one');
    await follow('usr_fan', 'usr_two');
    const after = await cursorOf('usr_fan');
    const events = await listen('usr_fan', after);
    const ids = [await start('usr_one')];
    await start('usr_unknown');
    ids.push(await start('usr_two', 'FOLLOWERS'));
    const received = [await next(events), await next(events)];
    expect(received.map(({ stream }) => stream.id)).toEqual(ids);
    await events.return?.();

    const resumed = await listen('usr_fan', received[0]?.cursor);
    expect(await next(resumed)).toMatchObject({ stream: { id: ids[1] }, resyncRequired: false });
    await resumed.return?.();
  });

  test('what may not be seen at delivery is not delivered', async () => {
    for (const host of ['usr_friend', 'usr_blocked', 'usr_left', 'usr_open']) await follow('usr_ben', host);
    const after = await cursorOf('usr_ben');
    await start('usr_friend', 'FRIENDS');
    await start('usr_blocked');
    await start('usr_left');
    const open = await start('usr_open');
    await world.publish(userBlocked, { userId: 'usr_blocked', blockedId: 'usr_ben', at: '2026-12-01T13:00:00.000Z' });
    await unfollow('usr_ben', 'usr_left');
    const events = await listen('usr_ben', after);
    expect(await next(events)).toMatchObject({ stream: { id: open } });
    await events.return?.();

    await world.publish(friendshipStarted, {
      userIds: ['usr_ben', 'usr_friend'],
      at: '2026-12-01T13:00:00.000Z',
    });
    const again = await listen('usr_ben', after);
    expect((await next(again)).stream.id).not.toBe(open);
    await again.return?.();
  });

  test.each(['not a cursor', ''])('%j is no cursor', async (after) => {
    const refused = await listen('usr_ben', after).then(nextOf, (error: Error) => ({
      errors: JSON.parse(JSON.stringify(error.cause)),
    }));
    expect(refused.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  test('of who deletes their account no follow stays', async () => {
    await follow('usr_gone', 'usr_one');
    await follow('usr_two', 'usr_gone');
    await world.publish(userFollowed, fact('usr_gone', 'usr_two'));
    const id = await start('usr_gone', 'FOLLOWERS');
    await ask(END, { id }, 'usr_gone');
    await world.erase('usr_gone');
    expect(await world.remains('usr_gone')).toEqual([]);
  });
});
