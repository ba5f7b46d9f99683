import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { contentHidden, contentRemoved, contentRestored } from '../../runtime/moderation/content-events.ts';
import { conversationBegun } from '../chat/events.ts';
import { userBlocked } from '../friends/events.ts';
import { type Answer, LIKE, type MatchingWorld, openMatchingWorld } from './fixtures/matching-world.ts';
import { suspendedPerson } from './fixtures/suspended-person.ts';

const SUPERLIKE = `mutation ($input: SuperlikeProfileInput!) { superlikeProfile(input: $input) {
  match { id } errors { __typename ... on QuotaReached { resetsAt } } } }`;
const PASS = `mutation ($input: PassProfileInput!) { passProfile(input: $input) { user { id } errors { __typename } } }`;
const REWIND = `mutation { rewindLastDecision { user { id } errors { __typename ... on QuotaReached { resetsAt } } } }`;
const UNMATCH = `mutation ($input: UnmatchInput!) { unmatch(input: $input) {
  match { id state endedAt } errors { __typename } } }`;
const MATCHES = `query ($state: MatchState) { matches(state: $state) { edges { node { id state user { id } } } } }`;
const LIKES = `{ likesReceived { count users { edges { node { id user { id } comment isSuperlike blurredPhoto } } } } }`;
const HISTORY = `query ($decision: DiscoveryDecisionKind) { discoveryHistory(decision: $decision) {
  edges { node { user { id } decision comment } } } }`;
const QUOTA = '{ discoveryQuota { likes superlikes rewinds resetsAt } }';

let world: MatchingWorld;
let [ada, ben] = ['', ''];

beforeAll(async () => {
  world = await openMatchingWorld({
    answers: {
      profile: (document) =>
        document.includes('TimeZone')
          ? { profile: { settings: { timezone: 'Europe/Zurich' } } }
          : { _entities: [null] },
    },
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  [ada, ben] = await Promise.all([world.person(), world.person({ gender: 'MALE' })]);
});

const nodes = ({ edges }: Answer) => edges.map(({ node }: Answer) => node);
const matchesOf = async (who: string, state: string | null = null) => nodes(await world.run(who, MATCHES, { state }));
const likesOf = async (who: string) => {
  const { count, users } = await world.run(who, LIKES);
  return { count, likes: nodes(users) };
};

describe('a mutual like', () => {
  test('makes one match with one event, which notifies both', async () => {
    expect(await world.like(ada, ben, { comment: 'Nice map!' })).toBe('ok');
    expect(await matchesOf(ben)).toEqual([]);
    expect(await world.like(ben, ada)).toBe('match');

    const [match] = await matchesOf(ada);
    expect(match).toEqual({ id: expect.stringMatching(/^mat_/), state: 'NEW', user: { id: ben } });
    expect(await matchesOf(ben)).toEqual([{ ...match, user: { id: ada } }]);
    expect(await world.eventsOf('discovery.match-created', ada)).toEqual([
      { matchId: match.id, userIds: [ada, ben].sort(), at: expect.any(String) },
    ]);
    expect(await world.eventsOf('discovery.like-received', ben)).toHaveLength(1);
    expect(await world.eventsOf('discovery.like-received', ada)).toEqual([]);
  });

  test('of two that cross at the same time makes one match, whoever is first', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 10 }, async () => [await world.person(), await world.person()] as const),
    );
    const outcomes = await Promise.all(
      pairs.flatMap(([one, other]) => [world.like(one, other), world.like(other, one)]),
    );
    expect(outcomes.filter((outcome) => outcome === 'match')).toHaveLength(10);
    for (const [one, other] of pairs) {
      expect(await matchesOf(one)).toMatchObject([{ user: { id: other } }]);
      expect(await world.eventsOf('discovery.match-created', one)).toHaveLength(1);
    }
  });

  test('shows what the other wrote with the like, which can then be reported', async () => {
    await world.like(ada, ben, { comment: 'Nice map!' });
    await world.like(ben, ada);
    const received = `{ matches { edges { node { receivedLike { id user { id } comment } } } } }`;
    const [{ receivedLike }] = nodes(await world.run(ben, received));
    expect(receivedLike).toMatchObject({ user: { id: ada }, comment: 'Nice map!' });
    const subject = 'query ($id: ID!) { moderationSubject(id: $id) { ownerId text } }';
    expect(await world.run(ben, subject, { id: receivedLike.id })).toEqual({ ownerId: ada, text: 'Nice map!' });
    expect(await world.run(await world.person(), subject, { id: receivedLike.id })).toBeNull();
  });

  test('hides what was written with a like while moderators hide it, and loses it when they remove it', async () => {
    await world.like(ada, ben, { comment: 'canary-77aa' });
    await world.like(ben, ada);
    const received = '{ matches { edges { node { receivedLike { id user { id } comment } } } } }';
    const likeOf = async () => nodes(await world.run(ben, received))[0].receivedLike;
    const { id: subjectId } = await likeOf();
    const decision = { subjectId, kind: 'DISCOVERY_COMMENT', ownerId: ada };
    await world.publish(contentHidden, { ...decision, at: '2031-01-01T00:00:00.000Z' });
    expect(await likeOf()).toEqual({ id: subjectId, user: { id: ada }, comment: null });
    await world.publish(contentRestored, { ...decision, at: '2031-01-02T00:00:00.000Z' });
    expect((await likeOf()).comment).toBe('canary-77aa');
    await world.publish(contentRemoved, { ...decision, at: '2031-01-03T00:00:00.000Z' });
    expect((await likeOf()).comment).toBeNull();
    expect(await world.remains('canary-77aa')).toEqual([]);
  });

  test('is no new match once the two have written to each other', async () => {
    const id = await world.match(ada, ben);
    expect(await matchesOf(ada, 'NEW')).toHaveLength(1);
    await world.publish(conversationBegun, {
      ...{ conversationId: 'cnv_1', userIds: [ada, ben].sort() as [string, string] },
      at: new Date().toISOString(),
    });
    expect(await matchesOf(ada, 'NEW')).toEqual([]);
    expect(await matchesOf(ben, 'TALKING')).toMatchObject([{ id, state: 'TALKING' }]);
  });
});

describe('what is decided', () => {
  test('is decided once; a like with the same key is the same like', async () => {
    const like = (more: object) => world.run(ada, LIKE, { input: { userId: ben, idempotencyKey: 'one', ...more } });
    const first = await like({});
    expect(first).toMatchObject({ isReplay: false, errors: [], like: { user: { id: ben }, isSuperlike: false } });
    expect(await like({})).toEqual({ ...first, isReplay: true });
    expect(await like({ comment: 'x' })).toMatchObject({ errors: [{ __typename: 'IdempotencyConflict' }] });
    expect(await world.like(ada, ben)).toBe('AlreadyDecided');
    expect(await world.run(ada, PASS, { input: { userId: ben } })).toMatchObject({
      errors: [{ __typename: 'AlreadyDecided' }],
    });
    expect((await likesOf(ben)).count).toBe(1);
  });

  test('is listed for who decided, of one kind or all', async () => {
    const cleo = await world.person();
    await world.like(ada, ben, { comment: 'Hi' });
    await world.run(ada, PASS, { input: { userId: cleo } });
    const all = nodes(await world.run(ada, HISTORY));
    expect(all).toEqual([
      { user: { id: cleo }, decision: 'PASS', comment: null },
      { user: { id: ben }, decision: 'LIKE', comment: 'Hi' },
    ]);
    expect(nodes(await world.run(ada, HISTORY, { decision: 'LIKE' }))).toEqual([all[1]]);
    expect(nodes(await world.run(ben, HISTORY))).toEqual([]);
  });

  test.each([
    ['nobody', async () => 'usr_nobody'],
    ['somebody who has left', () => world.person({ is_enabled: false, is_listed: false })],
    ['somebody incognito', () => world.person({ is_incognito: true })],
    ['somebody who has paused', () => world.person({ is_paused: true })],
    ['somebody who looks for others', () => world.person({ genders: ['MALE'] })],
    ['somebody who is too young for it', () => world.person({ birth_date: '2015-01-01' })],
    ['somebody who looks for older people', () => world.person({ min_age: 60 })],
    ['somebody who is suspended', () => suspendedPerson(world)],
  ])('about %s is refused as if they were not there', async (_, other) => {
    expect(await world.like(ada, await other())).toBe('NotFound');
  });

  test('about somebody incognito who likes the viewer is a match', async () => {
    const shy = await world.person({ is_incognito: true });
    expect(await world.like(shy, ada)).toBe('ok');
    expect(await world.like(ada, shy)).toBe('match');
  });

  test('takes being in discovery', async () => {
    const outside = await world.person({ is_enabled: false, is_listed: false });
    expect(await world.like(outside, ada)).toBe('DiscoveryOff');
    expect(await world.run(outside, REWIND)).toMatchObject({ errors: [{ __typename: 'DiscoveryOff' }] });
    expect(await world.like(await world.person({ is_paused: true }), ada)).toBe('DiscoveryOff');
  });
});

describe('a day', () => {
  test('has five superlikes, however many are sent at once, and says when it ends', async () => {
    const others = await Promise.all(Array.from({ length: 50 }, () => world.person()));
    const sent = await Promise.all(
      others.map((userId) => world.run(ada, SUPERLIKE, { input: { userId, idempotencyKey: userId } })),
    );
    const refused = sent.flatMap(({ errors }) => errors);
    expect(sent.length - refused.length).toBe(5);
    const { resetsAt, ...left } = await world.run(ada, QUOTA);
    expect(new Set(refused.map((error: Answer) => JSON.stringify(error)))).toEqual(
      new Set([JSON.stringify({ __typename: 'QuotaReached', resetsAt })]),
    );
    expect(left).toEqual({ likes: 100, superlikes: 0, rewinds: 5 });
    expect(resetsAt).toMatch(/T2[23]:00:00.000Z$/);
    // What was refused for the day can be sent under the same key tomorrow.
    await world.sql.$executeRaw`UPDATE discovery_quota SET resets_at = now() WHERE user_id = ${ada}`;
    const again = others.find((_, nth) => sent[nth].errors.length > 0);
    const input = { userId: again, idempotencyKey: again };
    expect(await world.run(ada, SUPERLIKE, { input })).toMatchObject({ errors: [] });
    expect(await world.run(ada, QUOTA)).toMatchObject({ superlikes: 4 });
  });

  test('has five rewinds, the latest decision first; a like that is taken back is gone for who received it', async () => {
    const others = await Promise.all(Array.from({ length: 6 }, () => world.person()));
    for (const other of others) await world.like(ada, other);
    const last = others.at(-1) ?? '';
    expect((await likesOf(last)).count).toBe(1);
    expect(await world.run(ada, REWIND)).toEqual({ user: { id: last }, errors: [] });
    expect((await likesOf(last)).count).toBe(0);
    expect(await world.like(last, ada)).toBe('ok');
    for (const other of others.slice(1, -1).reverse())
      expect(await world.run(ada, REWIND)).toMatchObject({ user: { id: other } });
    expect(await world.run(ada, REWIND)).toMatchObject({ errors: [{ __typename: 'QuotaReached' }] });
  });

  test('a rewind at the same time as another takes one decision back', async () => {
    await world.like(ada, ben);
    const rewound = await Promise.all([world.run(ada, REWIND), world.run(ada, REWIND)]);
    expect(rewound.flatMap(({ errors }) => errors)).toEqual([{ __typename: 'NothingToRewind' }]);
    expect(await world.run(ada, QUOTA)).toMatchObject({ rewinds: 4 });
  });

  test('a match is not taken back, and neither is a decision before it', async () => {
    await world.match(ben, ada);
    expect(await world.run(ada, REWIND)).toEqual({ user: null, errors: [{ __typename: 'NothingToRewind' }] });
    expect(await matchesOf(ben)).toHaveLength(1);
  });
});

describe('likes that wait', () => {
  test('do not say who sent them until they are answered; superlikes come first', async () => {
    const cleo = await world.person();
    await world.run(cleo, SUPERLIKE, { input: { userId: ada, comment: 'from cleo' } });
    await world.like(ben, ada, { comment: 'from ben' });

    const { count, likes } = await likesOf(ada);
    const secret = { user: null, comment: null, blurredPhoto: null };
    expect({ count, likes }).toEqual({
      count: 2,
      likes: [
        { id: expect.any(String), isSuperlike: true, ...secret },
        { id: expect.any(String), isSuperlike: false, ...secret },
      ],
    });
    for (const hidden of [ben, cleo, 'from']) expect(JSON.stringify(likes)).not.toContain(hidden);
    expect(await world.like(ada, ben)).toBe('match');
    expect((await likesOf(ada)).count).toBe(1);
  });

  test('are gone when they are passed over, and come again with the person', async () => {
    await world.like(ben, ada);
    await world.run(ada, PASS, { input: { userId: ben } });
    expect((await likesOf(ada)).count).toBe(0);
    await world.sql.$executeRaw`UPDATE discovery_decision SET hidden_until = now() WHERE user_id = ${ada}`;
    expect((await likesOf(ada)).count).toBe(1);
    expect(await world.like(ada, ben)).toBe('match');
  });

  test('have pages with cursors of their own', async () => {
    for (let nth = 0; nth < 3; nth += 1) await world.like(await world.person(), ada);
    const page = `query ($after: String) { likesReceived { users(first: 2, after: $after) {
      edges { node { id } } pageInfo { endCursor hasNextPage } } } }`;
    const { users } = await world.run(ada, page);
    expect(users.pageInfo.hasNextPage).toBe(true);
    const rest = await world.run(ada, page, { after: users.pageInfo.endCursor });
    expect(rest.users.pageInfo.hasNextPage).toBe(false);
    expect(new Set([...users.edges, ...rest.users.edges].map(({ node }: Answer) => node.id)).size).toBe(3);
    const { errors } = await world.execute(page, { after: 'forged' }, world.as(ada));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the end of a match', () => {
  test('is for both, and for good', async () => {
    const matchId = await world.match(ada, ben);
    const end = (who: string) => world.run(who, UNMATCH, { input: { matchId, reason: 'rude-7f3a' } });
    expect(await end(await world.person())).toEqual({ match: null, errors: [{ __typename: 'NotFound' }] });
    expect(await end(ada)).toEqual({ match: { id: matchId, state: 'ENDED', endedAt: expect.any(String) }, errors: [] });
    const before = await end(ben);
    expect(await end(ada)).toEqual(before);
    expect(await world.eventsOf('discovery.match-ended', ada)).toEqual([
      { matchId, userIds: [ada, ben].sort(), at: before.match.endedAt },
    ]);
    for (const who of [ada, ben]) {
      expect(await matchesOf(who)).toEqual([]);
      expect(await matchesOf(who, 'ENDED')).toMatchObject([{ id: matchId }]);
      expect((await likesOf(who)).count).toBe(0);
    }
    expect(await world.like(ben, ada)).toBe('AlreadyDecided');
    expect(JSON.stringify(await world.published())).not.toContain('rude-7f3a');
  });

  test('comes at once with a block, together with likes that wait', async () => {
    const cleo = await world.person();
    const matchId = await world.match(ada, ben);
    await world.like(cleo, ada);
    for (const blockedId of [ben, cleo])
      await world.publish(userBlocked, { userId: ada, blockedId, at: new Date().toISOString() });

    expect(await world.eventsOf('discovery.match-ended', ada)).toMatchObject([{ matchId }]);
    for (const who of [ada, ben]) {
      expect(await matchesOf(who)).toEqual([]);
      expect(await matchesOf(who, 'ENDED')).toEqual([]);
      expect(await world.run(who, 'query ($id: ID!) { match(id: $id) { id } }', { id: matchId })).toBeNull();
    }
    expect((await likesOf(ada)).count).toBe(0);
    expect(await world.like(cleo, ada)).toBe('NotFound');
    expect(await world.like(ada, cleo)).toBe('NotFound');
    const left = await world.sql.$queryRaw<object[]>`
      SELECT FROM discovery_decision WHERE user_id IN (${ada}, ${ben}, ${cleo})`;
    expect(left).toEqual([]);
  });

  test('comes with the deletion of an account, of which nothing remains', async () => {
    await world.match(ada, ben);
    await world.like(ada, await world.person(), { comment: 'canary-5d1e' });
    const listening = await world.listen(ben, 'subscription { matchEnded { match { id } resyncRequired } }');
    await world.erase(ada);
    expect(await listening.until(1)).toEqual([{ match: null, resyncRequired: true }]);
    await listening.close();
    expect(await matchesOf(ben)).toEqual([]);
    expect(await world.remains(ada, 'canary-5d1e')).toEqual([]);
  });

  test('a suspended person is hidden everywhere for as long as they are', async () => {
    await world.match(ada, ben);
    await suspendedPerson(world, ben);
    expect(await matchesOf(ada)).toEqual([]);
    expect(nodes(await world.run(ada, HISTORY))).toEqual([]);
    expect(await world.like(ben, await world.person())).toBe('DiscoveryOff');
  });
});

describe('live', () => {
  test('matches and likes come in order and each once, from a cursor on', async () => {
    const cleo = await world.person();
    const first = await world.match(ada, ben);
    const { matchesCursor, likesReceivedCursor } = Object(
      (await world.execute('{ matchesCursor likesReceivedCursor }', {}, world.as(ada))).data,
    );
    const created = await world.listen(
      ada,
      `subscription { matchCreated(after: "${matchesCursor}") { match { id user { id } } resyncRequired } }`,
    );
    const ended = await world.listen(ada, 'subscription { matchEnded { match { id state } } }');
    const likes = await world.listen(
      ada,
      `subscription { likeReceived(after: "${likesReceivedCursor}") { like { id user { id } isSuperlike } } }`,
    );
    await world.like(cleo, ada);
    expect(await likes.until(1)).toEqual([{ like: { id: expect.any(String), user: null, isSuperlike: false } }]);
    await world.run(ada, UNMATCH, { input: { matchId: first } });
    expect(await ended.until(1)).toEqual([{ match: { id: first, state: 'ENDED' } }]);
    await world.like(ada, cleo);
    expect(await created.until(1)).toEqual([
      { match: { id: expect.any(String), user: { id: cleo } }, resyncRequired: false },
    ]);
    for (const one of [created, ended, likes]) await one.close();
  });

  test('a cursor of somebody else is refused', async () => {
    const cursor = await world.run(ben, '{ matchesCursor }');
    const stream = await world
      .subscribe(`subscription { matchCreated(after: "${cursor}") { cursor } }`, {}, world.as(ada))
      .catch((error: Error) => error);
    expect(stream).toBeInstanceOf(Error);
  });
});
