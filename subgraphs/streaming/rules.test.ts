import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { categoryChanged } from '../../runtime/categories/category-events.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import streaming from './index.ts';

const ERRORS = 'errors { __typename ... on UserError { path } }';
const START = `mutation ($input: StartStreamInput!) { startStream(input: $input) {
  stream { id state giftsCursor } ingest { streamKey } ${ERRORS} } }`;
const STREAM = `query ($id: ID!) { stream(id: $id) { title description tags language isMature latency scheduledFor endReason
  chat { mode slowModeSeconds } uniqueViewerCount averageWatchSeconds viewer { isBanned bannedUntil isModerator canChat }
  moderators { id } topGifters { user { id } amount { amount } giftCount } state visibility recording { id state } } }`;
const LIST = `query ($sort: LiveStreamSort!, $tag: String, $categoryId: ID, $language: Locale) {
  liveStreams(first: 50, sort: $sort, tag: $tag, categoryId: $categoryId, language: $language) { edges { node { id } } } }`;
const mutation = (name: string, selection: string) =>
  `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} ${ERRORS} } }`;
const BAN = mutation('banStreamViewer', 'ban { user { id } until }');
const UNBAN = mutation('unbanStreamViewer', 'stream { id }');
const ADD = mutation('addStreamModerator', 'stream { id }');
const REMOVE = mutation('removeStreamModerator', 'stream { id }');
const UPDATE = mutation('updateStream', 'stream { id title tags visibility }');
const CANCEL = mutation('cancelScheduledStream', 'stream { id state endReason }');
const BEGIN = mutation('startScheduledStream', 'stream { id state } ingest { streamKey }');
const JOIN = mutation('joinStream', 'viewer { user { id } }');
const END = mutation('endStream', 'stream { id endReason }');
const SEND = mutation('sendStreamGift', 'gift { id state amount { amount } } transaction { id } isReplay');
const PUBLISH = mutation('publishRecording', 'recording { id publishedAt }');
const DELETE = mutation('deleteRecording', 'recording { id state }');
const BANS = 'query ($id: ID!) { streamBans(streamId: $id) { edges { node { user { id } bannedBy { id } } } } }';
const GIFTS = 'query ($id: ID!) { streamGifts(streamId: $id) { edges { node { id sender { id } quantity } } } }';
const VIEWERS = 'subscription ($id: ID!) { streamViewersChanged(streamId: $id) { viewerCount } }';
const SENT = `subscription ($id: ID!, $after: String) { streamGiftSent(streamId: $id, after: $after) {
  gift { id sender { id } } cursor resyncRequired } }`;

describe('the rules of streams', () => {
  let world: DomainWorld;
  /** What the wallet has moved, by key; it is away while `isAway`. */
  const moved = new Map<string, { from: object; to: object; amount: { amount: string } }>();
  let isAway = false;
  const person = () => newId('usr', new Date());

  beforeAll(async () => {
    world = await openDomainWorld(streaming, {
      answers: {
        friends: () => ({ relationships: [{ areFriends: false, blocked: false }] }),
        social: (_, { followerIds }) => ({ followsBetween: [followerIds].flat().map(() => false) }),
        media: (_, { id }) => ({ category: { id, scope: 'STREAM' } }),
        wallet(_, { input }) {
          const order = Object(input);
          if (isAway) throw new Error('away');
          if (!moved.has(order.key)) moved.set(order.key, order);
          return { moveFunds: { transaction: { id: `wtx_${order.key.length}` }, errors: [] } };
        },
      },
    });
  });
  afterAll(() => world.close());

  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown>): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId, { sessionId: 'ses_1' }));
    expect(errors).toBeUndefined();
    return Object.values(JSON.parse(JSON.stringify(data)))[0];
  };
  const act = (viewerId: string, query: string, input: object) => run(viewerId, query, { input });
  const start = async (hostId: string, more: object = {}): Promise<string> => {
    const started = await act(hostId, START, { title: 'Live', ...more });
    expect(started.errors).toEqual([]);
    return started.stream.id;
  };
  const codeOf = async (viewerId: string, query: string, variables: Record<string, unknown>) =>
    (await world.execute(query, variables, world.as(viewerId))).errors?.[0]?.extensions?.['code'];
  const typesIn = (answer: { errors: { __typename: string }[] }) => answer.errors.map(({ __typename }) => __typename);
  const publishedOf = async (type: string, streamId: string) =>
    (await world.published()).filter(
      (event) => event.type === `streaming.${type}` && Object(event.payload).streamId === streamId,
    );

  test('what a host says about a stream is stored, shown and changed', async () => {
    const host = person();
    const id = await start(host, {
      ...{ description: 'All day', tags: ['Cats', '#chess'], language: 'de', isMature: true, latency: 'LOW' },
      ...{ categoryId: 'cat_1', chat: { mode: 'FOLLOWERS', slowModeSeconds: 10 } },
    });
    expect(await run(host, STREAM, { id })).toMatchObject({
      ...{ description: 'All day', tags: ['cats', 'chess'], language: 'de', isMature: true, latency: 'LOW' },
      chat: { mode: 'FOLLOWERS', slowModeSeconds: 10 },
      viewer: { isModerator: true, canChat: true },
    });
    expect(await run(person(), STREAM, { id })).toMatchObject({ viewer: { isModerator: false, canChat: false } });
    expect(await publishedOf('stream-started', id)).toMatchObject([
      { payload: { chat: { mode: 'FOLLOWERS', slowModeSeconds: 10 } } },
    ]);

    const input = { streamId: id, title: 'New', tags: ['dogs'], description: null, chat: { mode: 'EVERYONE' } };
    expect(await act(host, UPDATE, input)).toMatchObject({ stream: { title: 'New', tags: ['dogs'] }, errors: [] });
    expect(await run(host, STREAM, { id })).toMatchObject({
      description: '',
      language: 'de',
      chat: { mode: 'EVERYONE', slowModeSeconds: 10 },
    });
    expect(await publishedOf('chat-changed', id)).toMatchObject([
      { payload: { mode: 'EVERYONE', slowModeSeconds: 10 } },
    ]);
    expect(typesIn(await act(person(), UPDATE, { streamId: id, title: 'x' }))).toEqual(['NotPermitted']);
    expect(typesIn(await act(host, UPDATE, { streamId: id, record: true }))).toEqual(['InvalidState']);
  });

  test('streams on air are listed by category, tag and language, also while the encoder is away, newest or most watched first', async () => {
    for (const id of ['few', 'many'])
      await world.publish(categoryChanged, {
        ...{ categoryId: `cat_${id}`, scope: 'STREAM', parentId: null, title: id, path: id },
        at: new Date().toISOString(),
      });
    const tag = `t${Date.now()}`;
    const few = await start(person(), { tags: [tag], categoryId: 'cat_few', language: 'de' });
    const many = await start(person(), { tags: [tag], categoryId: 'cat_many' });
    const away = await start(person(), { tags: [tag], categoryId: 'cat_many' });
    await world.sql.$executeRaw`UPDATE live_stream SET state = 'RECONNECTING' WHERE id = ${away}`;
    for (const viewer of [person(), person()]) await act(viewer, JOIN, { streamId: many });
    await act(person(), JOIN, { streamId: few });
    const ids = async (more: object) =>
      (await run(person(), LIST, { sort: 'NEWEST', tag, ...more })).edges.map(
        ({ node }: { node: { id: string } }) => node.id,
      );
    expect(await ids({})).toEqual([away, many, few]);
    expect(await ids({ categoryId: 'cat_many' })).toEqual([away, many]);
    expect(await ids({ language: 'de', tag: `#${tag.toUpperCase()}` })).toEqual([few]);
    await eventually(
      async () => JSON.stringify(await ids({ sort: 'VIEWERS' })) === JSON.stringify([many, few, away]),
      'viewers to be counted',
    );
    const categories = await run(person(), '{ streamCategories { category { id } streamCount viewerCount } }', {});
    expect(categories).toContainEqual({ category: { id: 'cat_many' }, streamCount: 2, viewerCount: 2 });
  });

  test('announced streams are listed, moved, begun and taken back', async () => {
    const host = person();
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const later = await start(host, { scheduledFor: at(5) });
    const soon = await start(host, { scheduledFor: at(1) });
    const upcoming = async () =>
      (
        await run(person(), 'query ($h: ID) { upcomingStreams(hostId: $h) { edges { node { id } } } }', { h: host })
      ).edges.map(({ node }: { node: { id: string } }) => node.id);
    expect(await upcoming()).toEqual([soon, later]);
    expect(await publishedOf('stream-started', soon)).toEqual([]);
    expect(typesIn(await act(person(), JOIN, { streamId: soon }))).toEqual(['InvalidState']);
    await act(host, UPDATE, { streamId: later, scheduledFor: at(0.5) });
    expect(await upcoming()).toEqual([later, soon]);
    expect(await publishedOf('stream-scheduled', later)).toHaveLength(2);

    expect(typesIn(await act(person(), BEGIN, { streamId: soon }))).toEqual(['NotPermitted']);
    expect(await act(host, BEGIN, { streamId: soon })).toMatchObject({
      stream: { state: 'LIVE' },
      ingest: { streamKey: expect.stringMatching(/^sk_/) },
    });
    expect(await publishedOf('stream-started', soon)).toHaveLength(1);
    expect(typesIn(await act(host, BEGIN, { streamId: later }))).toEqual(['AlreadyLive']);
    expect(typesIn(await act(host, CANCEL, { streamId: soon }))).toEqual(['InvalidState']);
    for (const _ of [1, 2])
      expect(await act(host, CANCEL, { streamId: later })).toMatchObject({ stream: { endReason: 'CANCELLED' } });
    expect(await upcoming()).toEqual([]);
    expect(await publishedOf('stream-ended', later)).toEqual([]);
    expect(await act(host, END, { streamId: soon })).toMatchObject({ stream: { endReason: 'HOST' } });
  });

  test('a ban ends presence and subscriptions, keeps the person out, and can be ended', async () => {
    const [host, moderator, fan] = [person(), person(), person()];
    const streamId = await start(host);
    await act(fan, JOIN, { streamId });
    const watching = await world.subscribe(VIEWERS, { id: streamId }, world.as(fan, { sessionId: 'ses_1' }));
    expect((await nextOf(watching)).data).toBeDefined();

    expect(typesIn(await act(moderator, BAN, { streamId, userId: fan }))).toEqual(['NotPermitted']);
    expect(typesIn(await act(host, ADD, { streamId, userId: moderator }))).toEqual([]);
    expect(await run(fan, STREAM, { id: streamId })).toMatchObject({ moderators: [{ id: moderator }] });
    expect(typesIn(await act(moderator, BAN, { streamId, userId: host }))).toEqual(['NotPermitted']);
    expect(typesIn(await act(moderator, ADD, { streamId, userId: fan }))).toEqual(['NotPermitted']);
    expect(await act(moderator, BAN, { streamId, userId: fan })).toMatchObject({
      ban: { user: { id: fan }, until: null },
    });

    const ended = await (async () => {
      for (;;) {
        const { errors } = await nextOf(watching);
        if (errors !== undefined) return errors[0]?.extensions?.['code'];
      }
    })().catch((error: Error) => JSON.stringify(error));
    expect(ended).toBe('FORBIDDEN');
    expect(typesIn(await act(fan, JOIN, { streamId }))).toEqual(['NotPermitted']);
    expect(typesIn(await act(fan, SEND, { streamId, giftId: 'rose', idempotencyKey: 'k' }))).toEqual(['NotPermitted']);
    expect(await run(fan, STREAM, { id: streamId })).toMatchObject({ viewer: { isBanned: true, canChat: false } });
    expect((await run(moderator, BANS, { id: streamId })).edges).toEqual([
      { node: { user: { id: fan }, bannedBy: { id: moderator } } },
    ]);
    expect(await codeOf(fan, BANS, { id: streamId })).toBe('FORBIDDEN');
    expect(await publishedOf('viewer-banned', streamId)).toMatchObject([{ payload: { userId: fan, until: null } }]);

    expect(typesIn(await act(host, UNBAN, { streamId, userId: fan }))).toEqual([]);
    expect(typesIn(await act(host, UNBAN, { streamId, userId: fan }))).toEqual(['NotFound']);
    expect(typesIn(await act(fan, JOIN, { streamId }))).toEqual([]);
    await act(host, REMOVE, { streamId, userId: moderator });
    expect(typesIn(await act(moderator, BAN, { streamId, userId: fan }))).toEqual(['NotPermitted']);
  });

  test('a ban ends by itself', async () => {
    const [host, fan] = [person(), person()];
    const streamId = await start(host);
    await act(host, BAN, { streamId, userId: fan, until: new Date(Date.now() + 60_000).toISOString() });
    expect(await run(fan, STREAM, { id: streamId })).toMatchObject({ viewer: { isBanned: true } });
    await world.sql.$executeRaw`UPDATE stream_ban SET until = now() - interval '1 second' WHERE user_id = ${fan}`;
    expect(await run(fan, STREAM, { id: streamId })).toMatchObject({ viewer: { isBanned: false } });
    expect(typesIn(await act(fan, JOIN, { streamId }))).toEqual([]);
  });

  test('a gift is shown to all once it is paid, and its money is passed on', async () => {
    const [host, fan, other] = [person(), person(), person()];
    const { stream } = await act(host, START, { title: 'Live' });
    const streamId = stream.id;
    const listening = await world.subscribe(SENT, { id: streamId, after: stream.giftsCursor }, world.as(other));
    const input = { streamId, giftId: 'rose', quantity: 3, idempotencyKey: 'roses' };

    isAway = true;
    expect(await act(fan, SEND, input)).toMatchObject({ gift: { state: 'PENDING' }, transaction: null, errors: [] });
    expect((await run(other, GIFTS, { id: streamId })).edges).toEqual([]);
    isAway = false;
    const sent = await act(fan, SEND, input);
    expect(sent).toMatchObject({ gift: { state: 'PAID', amount: { amount: '600' } }, isReplay: true, errors: [] });
    expect(sent.transaction.id).toMatch(/^wtx_/);

    expect((await nextOf(listening)).data).toMatchObject({
      streamGiftSent: { gift: { id: sent.gift.id, sender: { id: fan } }, resyncRequired: false },
    });
    await listening.return?.();
    expect((await run(other, GIFTS, { id: streamId })).edges).toMatchObject([
      { node: { id: sent.gift.id, quantity: 3 } },
    ]);
    expect(await run(other, STREAM, { id: streamId })).toMatchObject({
      topGifters: [{ user: { id: fan }, amount: { amount: '600' }, giftCount: 3 }],
    });
    await eventually(async () => {
      const rows = await world.sql.$queryRaw<
        object[]
      >`SELECT FROM stream_gift WHERE id = ${sent.gift.id} AND is_settled`;
      return rows.length === 1;
    }, 'the money to be passed on');
    const key = (part: string) => moved.get(`stream-gift:${sent.gift.id}:${part}`);
    expect(key('charge')).toMatchObject({ from: { userId: fan }, to: { system: 'GIFTS' }, amount: { amount: '600' } });
    expect(key('share')).toMatchObject({ from: { system: 'GIFTS' }, to: { userId: host }, amount: { amount: '420' } });
    expect(key('fee')).toMatchObject({ from: { system: 'GIFTS' }, to: { system: 'FEES' }, amount: { amount: '180' } });
    expect(await publishedOf('gift-sent', streamId)).toHaveLength(1);
  });

  test('fifty calls with one key send one gift', async () => {
    const streamId = await start(person());
    const fan = person();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => act(fan, SEND, { streamId, giftId: 'heart', idempotencyKey: 'one' })),
    );
    const ids = new Set(answers.flatMap(({ gift }) => (gift === null ? [] : [gift.id])));
    expect(ids.size).toBe(1);
    expect(await publishedOf('gift-sent', streamId)).toHaveLength(1);
    expect((await run(fan, GIFTS, { id: streamId })).edges).toHaveLength(1);
  });

  test("a recording is the host's alone until it is published, and gone once it is deleted", async () => {
    const [host, fan] = [person(), person()];
    const streamId = await start(host);
    await act(host, END, { streamId });
    const id = newId('rec', new Date());
    await world.sql.$executeRaw`
      INSERT INTO stream_recording (id, stream_id, state, duration_seconds, media_file_id, created_at)
      VALUES (${id}, ${streamId}, 'READY', 60, 'fil_1', now())`;
    const READ = 'query ($id: ID!) { recording(id: $id) { id state durationSeconds stream { id } } }';
    const ALL = 'query ($id: ID!) { recordings(userId: $id) { edges { node { id } } } }';
    expect(await run(host, READ, { id })).toMatchObject({ id, durationSeconds: 60, stream: { id: streamId } });
    expect(await run(fan, READ, { id })).toBeNull();
    expect((await run(fan, ALL, { id: host })).edges).toEqual([]);
    expect(typesIn(await act(fan, PUBLISH, { recordingId: id }))).toEqual(['NotFound']);
    expect(await act(host, PUBLISH, { recordingId: id })).toMatchObject({ errors: [] });
    expect(await run(fan, READ, { id })).toMatchObject({ id });
    expect((await run(fan, ALL, { id: host })).edges).toHaveLength(1);
    expect(await run(fan, STREAM, { id: streamId })).toMatchObject({ recording: { id, state: 'READY' } });
    for (const _ of [1, 2]) expect(await act(host, DELETE, { recordingId: id })).toMatchObject({ errors: [] });
    for (const who of [host, fan]) expect(await run(who, READ, { id })).toBeNull();
  });

  test('numbers of the audience are for the host alone', async () => {
    const [host, fan] = [person(), person()];
    const id = await start(host);
    await act(fan, JOIN, { streamId: id });
    expect(await run(host, STREAM, { id })).toMatchObject({
      uniqueViewerCount: 1,
      averageWatchSeconds: expect.any(Number),
    });
    expect(await run(fan, STREAM, { id })).toMatchObject({ uniqueViewerCount: null, averageWatchSeconds: null });
  });

  test('of who deletes their account no ban, gift or text stays', async () => {
    const [host, fan] = [person(), person()];
    const streamId = await start(host, { description: 'canary of the host', tags: ['canary'] });
    await start(host, { scheduledFor: new Date(Date.now() + 3_600_000).toISOString(), description: 'canary later' });
    await act(fan, SEND, { streamId, giftId: 'rose', message: 'canary of the fan', idempotencyKey: 'g' });
    await act(host, BAN, { streamId, userId: fan });
    await world.erase(fan);
    await world.erase(host);
    expect(await world.remains(fan, host, 'canary')).toEqual([]);
  });
});
