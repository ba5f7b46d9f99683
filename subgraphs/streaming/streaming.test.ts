import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../friends/events.ts';
import streaming from './index.ts';

const AT = '2026-11-20T12:00:00.000Z';
const REFUSAL = '... on UserError { __typename message path }';
const START = `mutation ($input: StartStreamInput!) { startStream(input: $input) {
  stream { id title state visibility startedAt endedAt host { id } viewerCount peakViewerCount statusCursor }
  ingest { url streamKey } errors { ${REFUSAL} ... on AlreadyLive { stream { id } } } } }`;
const END = `mutation ($id: ID!) { endStream(input: { streamId: $id }) {
  stream { id state endedAt viewerCount } errors { ${REFUSAL} } } }`;
const STREAM = 'query ($id: ID!) { stream(id: $id) { id title state } }';
const LISTING = `query ($first: Int, $after: String) { liveStreams(first: $first, after: $after) {
  edges { node { id host { id } viewerCount } } pageInfo { hasNextPage endCursor } } }`;
const ENTITIES = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
  ... on User { id liveStream { id } streams(first: 5) { edges { node { id } } } } ... on LiveStream { id title } } }`;
const STATUS = `subscription ($id: ID!, $after: String) { streamStatusChanged(streamId: $id, after: $after) {
  stream { id state } state changedAt cursor resyncRequired } }`;

describe('streaming', () => {
  let world: DomainWorld;
  /** What the friends domain would answer: pairs of ids in the order of the alphabet. */
  const friends = new Set<string>();
  const blocks = new Set<string>();
  const pairOf = (...ids: readonly string[]) => [...ids].sort().join(' ');

  /** The grants of each call for addresses of pictures. */
  const pictureCalls: string[][] = [];
  const answerOfMedia = (document: string, { representations, fileIds }: Readonly<Record<string, unknown>>) => {
    if (document.includes('attachableFiles'))
      return { attachableFiles: [fileIds].flat().map((id) => ({ id, state: 'READY', kind: 'IMAGE' })) };
    if (!document.includes('variant: "small"')) return { attachFiles: { errors: [] }, detachFiles: { errors: [] } };
    const files = [representations].flat().map(Object);
    pictureCalls.push(files.map(({ access }) => access.split('.')[2]));
    return {
      _entities: files.map(({ id, access }) => (id === 'fil_lost' ? null : { small: `https://media/${id}?${access}` })),
    };
  };

  beforeAll(async () => {
    world = await openDomainWorld(streaming, {
      answers: {
        media: answerOfMedia,
        friends: (_, { userId, otherIds }) => ({
          relationships: [otherIds].flat().map((otherId) => ({
            areFriends: friends.has(pairOf(String(userId), String(otherId))),
            blocked: blocks.has(pairOf(String(userId), String(otherId))),
          })),
        }),
      },
    });
  });
  afterAll(() => world.close());

  const as = (viewerId: string) => world.as(viewerId);
  const ask = async (query: string, variables: Record<string, unknown>, viewerId: string | null) => {
    const caller = viewerId === null ? { viewerId: null, sessionId: null, scopes: [], service: null } : as(viewerId);
    const { data, errors } = await world.execute(query, variables, caller);
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data));
  };
  /** The code a subscription is refused with: at once when embedded, as its only answer over a socket. */
  const refusalOf = async (query: string, variables: Record<string, unknown>, viewerId: string): Promise<unknown> => {
    const refused = await world.subscribe(query, variables, as(viewerId)).then(nextOf, (error: Error) => ({
      errors: JSON.parse(JSON.stringify(error.cause)),
    }));
    return refused.errors?.[0]?.extensions?.['code'];
  };
  const start = async (hostId: string, visibility: 'PUBLIC' | 'FRIENDS' = 'PUBLIC') =>
    (await ask(START, { input: { title: ` ${hostId} goes live `, visibility } }, hostId)).startStream;
  const streamOf = async (hostId: string, visibility: 'PUBLIC' | 'FRIENDS' = 'PUBLIC'): Promise<string> =>
    (await start(hostId, visibility)).stream.id;
  const sees = async (viewerId: string | null, id: string) => (await ask(STREAM, { id }, viewerId)).stream !== null;
  const listed = async (viewerId: string | null): Promise<string[]> =>
    (await ask(LISTING, { first: 100 }, viewerId)).liveStreams.edges.map(
      ({ node }: { node: { id: string } }) => node.id,
    );

  test('streams show addresses of their pictures to whoever may see them, with one call of media', async () => {
    const startWith = async (hostId: string, thumbnailFileId: string | null): Promise<string> =>
      (await ask(START, { input: { title: 'Pictured', visibility: 'PUBLIC', thumbnailFileId } }, hostId)).startStream
        .stream.id;
    const ids = [
      await startWith('usr_pia', 'fil_1'),
      await startWith('usr_pit', 'fil_2'),
      await startWith('usr_pam', 'fil_lost'),
      await startWith('usr_pol', null),
    ];
    const refs = ids.map((id) => ({ __typename: 'LiveStream', id }));
    const query = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
      ... on LiveStream { thumbnailUrl thumbnail { id access } } } }`;
    const { _entities: seen } = await ask(query, { refs }, 'usr_stranger');
    expect(pictureCalls).toEqual([ids.slice(0, 3)]);
    const [first, second, lost, none] = seen;
    expect(first.thumbnailUrl).toBe(`https://media/fil_1?${first.thumbnail.access}`);
    expect(second.thumbnailUrl).toBe(`https://media/fil_2?${second.thumbnail.access}`);
    expect(lost).toMatchObject({ thumbnailUrl: null, thumbnail: { id: 'fil_lost' } });
    expect(none).toEqual({ thumbnailUrl: null, thumbnail: null });
    await Promise.all(ids.map((id, at) => ask(END, { id }, ['usr_pia', 'usr_pit', 'usr_pam', 'usr_pol'][at] ?? null)));
  });

  test('a host goes on air with a key that is shown once and kept only as a hash', async () => {
    const started = await start('usr_ada');
    expect(started).toMatchObject({
      stream: {
        title: 'usr_ada goes live',
        state: 'LIVE',
        visibility: 'PUBLIC',
        endedAt: null,
        host: { id: 'usr_ada' },
        viewerCount: 0,
        peakViewerCount: 0,
      },
      ingest: { url: null, streamKey: expect.stringMatching(/^sk_[\w-]{43}$/) },
      errors: [],
    });
    const rows = await world.sql.$queryRaw<object[]>`SELECT * FROM live_stream WHERE host_id = 'usr_ada'`;
    expect(JSON.stringify(rows)).not.toContain(started.ingest.streamKey);
    expect(await world.published()).toContainEqual({
      type: 'streaming.stream-started',
      payload: {
        streamId: started.stream.id,
        hostId: 'usr_ada',
        title: 'usr_ada goes live',
        visibility: 'PUBLIC',
        at: started.stream.startedAt,
      },
    });
  });

  test('a second stream of a host is refused with the first, also when both are asked for at once', async () => {
    const answers = await Promise.all([start('usr_twice'), start('usr_twice'), start('usr_twice')]);
    const [won, ...more] = answers.filter(({ stream }) => stream !== null);
    expect(more).toEqual([]);
    const refused = answers.filter(({ stream }) => stream === null);
    expect(refused).toHaveLength(2);
    for (const { ingest, errors } of refused) {
      expect(ingest).toBeNull();
      expect(errors).toEqual([expect.objectContaining({ __typename: 'AlreadyLive', stream: { id: won.stream.id } })]);
    }
  });

  test('a title that is blank, too long or no text is refused', async () => {
    for (const title of [' ', 'x'.repeat(141), 'a\u0007b']) {
      const { startStream } = await ask(START, { input: { title } }, 'usr_title');
      expect(startStream).toMatchObject({
        stream: null,
        errors: [{ __typename: 'InvalidInput', path: ['input', 'title'] }],
      });
    }
  });

  test('only the host ends a stream, once, and what is hidden is not found', async () => {
    const id = await streamOf('usr_bob', 'FRIENDS');
    expect((await ask(END, { id }, 'usr_stranger')).endStream).toMatchObject({ errors: [{ __typename: 'NotFound' }] });
    expect((await ask(END, { id: 'str_none' }, 'usr_bob')).endStream).toMatchObject({
      errors: [{ __typename: 'NotFound' }],
    });
    await world.publish(friendshipStarted, { userIds: ['usr_bob', 'usr_friend'], at: AT });
    expect((await ask(END, { id }, 'usr_friend')).endStream).toMatchObject({
      errors: [{ __typename: 'NotPermitted' }],
    });

    const ended = (await ask(END, { id }, 'usr_bob')).endStream;
    expect(ended).toMatchObject({ stream: { id, state: 'ENDED', endedAt: expect.any(String) }, errors: [] });
    expect((await ask(END, { id }, 'usr_bob')).endStream).toEqual(ended);
    const published = (await world.published()).filter(({ type }) => type === 'streaming.stream-ended');
    expect(published.filter(({ payload }) => JSON.stringify(payload).includes(id))).toHaveLength(1);
    expect(await sees('usr_friend', id)).toBe(true);
    expect(await listed('usr_friend')).not.toContain(id);
  });

  test('a public stream is for everyone, one for friends is for friends', async () => {
    const open = await streamOf('usr_open');
    const closed = await streamOf('usr_closed', 'FRIENDS');
    await world.publish(friendshipStarted, { userIds: ['usr_near', 'usr_closed'], at: AT });

    for (const [viewerId, expected] of [
      ['usr_near', true],
      ['usr_far', false],
      [null, false],
      ['usr_closed', true],
    ] as const) {
      expect(await sees(viewerId, open)).toBe(true);
      expect(await sees(viewerId, closed)).toBe(expected);
      expect((await listed(viewerId)).includes(closed)).toBe(expected);
    }
    await world.publish(friendshipEnded, { userIds: ['usr_closed', 'usr_near'], at: AT });
    expect(await sees('usr_near', closed)).toBe(false);
  });

  test('a denial by the local copy is confirmed by a call to friends', async () => {
    const id = await streamOf('usr_fresh', 'FRIENDS');
    expect(await sees('usr_just_befriended', id)).toBe(false);
    friends.add(pairOf('usr_just_befriended', 'usr_fresh'));
    expect(await sees('usr_just_befriended', id)).toBe(true);
  });

  test.each([
    ['the host', 'usr_host_x', 'usr_view_x'],
    ['the viewer', 'usr_view_y', 'usr_host_y'],
  ])(
    'a block by %s hides the stream from every query and subscription, until it is removed',
    async (_, userId, blockedId) => {
      const [hostId, viewerId] = userId.startsWith('usr_host') ? [userId, blockedId] : [blockedId, userId];
      const id = await streamOf(hostId);
      const refs = [
        { __typename: 'User', id: hostId },
        { __typename: 'LiveStream', id },
      ];
      expect((await ask(ENTITIES, { refs }, viewerId))._entities).toMatchObject([
        { liveStream: { id }, streams: { edges: [{ node: { id } }] } },
        { id },
      ]);
      blocks.add(pairOf(userId, blockedId));
      await world.publish(userBlocked, { userId, blockedId, at: AT });
      expect(await listed(viewerId)).not.toContain(id);
      expect(await sees(viewerId, id)).toBe(false);
      expect((await ask(ENTITIES, { refs }, viewerId))._entities).toEqual([
        { id: hostId, liveStream: null, streams: { edges: [] } },
        null,
      ]);
      expect((await ask(END, { id }, viewerId)).endStream.errors).toMatchObject([{ __typename: 'NotFound' }]);

      // Friends knows before its event has come: the lists trust the copy, what is asked for by id is confirmed.
      blocks.delete(pairOf(userId, blockedId));
      expect(await sees(viewerId, id)).toBe(true);
      expect(await listed(viewerId)).not.toContain(id);
      await world.publish(userUnblocked, { userId, blockedId, at: AT });
      expect(await listed(viewerId)).toContain(id);
    },
  );

  test('lists page without gap or repetition, and refuse cursors that are not theirs', async () => {
    const ids = await Promise.all(['p1', 'p2', 'p3', 'p4', 'p5'].map((name) => streamOf(`usr_${name}`)));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { liveStreams } = await ask(LISTING, { first: 2, after }, null);
      seen.push(...liveStreams.edges.map(({ node }: { node: { id: string } }) => node.id));
      after = liveStreams.pageInfo.hasNextPage ? liveStreams.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(await listed(null));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(ids));

    for (const key of [
      ['live-streams', 'never', 'str_1'],
      ['live-streams', AT, '\0'],
      ['others', AT, 'str_1'],
    ]) {
      const forged = Buffer.from(JSON.stringify(key)).toString('base64url');
      const { errors } = await world.execute(LISTING, { after: forged }, as('usr_p'));
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  test('a page of people with their streams costs one statement a field, and viewers of a list one round trip', async () => {
    const hosts = ['usr_p1', 'usr_p2', 'usr_p3', 'usr_p4', 'usr_p5'];
    // Viewers are counted in the background meanwhile.
    const statements = () => world.statements().filter((text) => !/SELECT id FROM live_stream|AS counted/.test(text));
    statements();
    await ask(ENTITIES, { refs: hosts.map((id) => ({ __typename: 'User', id })) }, 'usr_reader');
    expect(statements()).toHaveLength(2);
    await ask(LISTING, { first: 5 }, 'usr_reader');
    expect(statements()).toHaveLength(1);
  });

  test('each state arrives once and in order, from the cursor of the snapshot on', async () => {
    const { stream } = await start('usr_status');
    const live = await world.subscribe(STATUS, { id: stream.id, after: stream.statusCursor }, as('usr_watcher'));
    await ask(END, { id: stream.id }, 'usr_status');
    const event = await nextOf(live);
    expect(event).toMatchObject({
      data: {
        streamStatusChanged: { stream: { id: stream.id, state: 'ENDED' }, state: 'ENDED', resyncRequired: false },
      },
    });
    await live.return?.();

    const again = await world.subscribe(STATUS, { id: stream.id, after: stream.statusCursor }, as('usr_watcher'));
    expect(await nextOf(again)).toEqual(event);
    await again.return?.();
  });

  test('a stream of events is refused for a hidden stream, and ends when its permission does', async () => {
    const id = await streamOf('usr_private', 'FRIENDS');
    expect(await refusalOf(STATUS, { id }, 'usr_nobody')).toBe('NOT_FOUND');
    expect(await refusalOf(STATUS, { id, after: 'xyz' }, 'usr_private')).toBe('BAD_USER_INPUT');
    await world.publish(friendshipStarted, { userIds: ['usr_private', 'usr_guest'], at: AT });
    const events = await world.subscribe(STATUS, { id }, as('usr_guest'));
    const next = nextOf(events);
    await world.publish(friendshipEnded, { userIds: ['usr_private', 'usr_guest'], at: AT });
    expect(await next).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
