import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nextOf } from '../../tests/domain-client.ts';
import { type FeedWorld, ITEM, openFeedWorld } from './fixtures/feed-world.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await openFeedWorld();
});
afterAll(() => world.close());

const ADDED = `subscription ($after: String, $kind: FeedKind!) {
  feedItemAdded(after: $after, kind: $kind) { cursor resyncRequired item { ${ITEM} } } }`;

const open = (viewerId: string, after: string | null = null, kind = 'FOLLOWING') =>
  world.subscribe(ADDED, { after, kind }, world.as(viewerId));

/** Publishes as the domain does: the post is announced after the commit. */
async function publish(...facts: Parameters<FeedWorld['post']>): Promise<string> {
  const id = await world.post(...facts);
  await world.announcePosts();
  return id;
}

type Stream = Awaited<ReturnType<typeof open>>;
const next = async (stream: Stream) => Object((await nextOf(stream)).data).feedItemAdded;
const cursorOf = async (viewerId: string): Promise<string> => {
  const { data } = await world.execute('{ feedCursor }', {}, world.as(viewerId));
  return Object(data).feedCursor;
};

test('a new post of whom the viewer follows arrives with its reason; one of a stranger does not', async () => {
  await world.follow('usr_a', 'usr_a1');
  const stream = await open('usr_a');
  await publish('usr_stranger', { text: 'of a stranger' });
  await publish('usr_a1', { text: 'soup' });
  expect(await next(stream)).toMatchObject({
    resyncRequired: false,
    item: { post: { text: 'soup' }, reason: { kind: 'FOLLOWED', actors: [{ id: 'usr_a1' }] } },
  });
  await stream.return?.();
});

test('a stream that was cut resumes after its last cursor: everything once and in order', async () => {
  await world.follow('usr_b', 'usr_b1', 'usr_b2');
  let cursor = await cursorOf('usr_b');
  const received: string[] = [];
  let published = 0;
  for (const taken of [1, 3, 2, 4]) {
    for (let count = 0; count < taken; count += 1) {
      await publish(`usr_b${(published % 2) + 1}`, { text: `post ${published}` });
      await publish('usr_noise', { text: 'noise' });
      published += 1;
    }
    const stream = await open('usr_b', cursor);
    for (let count = 0; count < taken; count += 1) {
      const event = await next(stream);
      cursor = event.cursor;
      received.push(event.item.post.text);
    }
    await stream.return?.();
  }
  expect(received).toEqual(Array.from({ length: 10 }, (_, at) => `post ${at}`));
});

test('permission counts at delivery: what was blocked, hidden, muted or unfollowed meanwhile does not arrive', async () => {
  await world.follow('usr_c', 'usr_blocked', 'usr_private', 'usr_muted', 'usr_unfollowed', 'usr_word', 'usr_fine');
  const after = await cursorOf('usr_c');
  await publish('usr_blocked');
  await publish('usr_private', { visibility: 'PRIVATE' });
  await publish('usr_muted');
  await publish('usr_unfollowed');
  await publish('usr_word', { text: 'a spoiler' });
  await publish('usr_fine', { text: 'fine' });
  await world.block('usr_blocked', 'usr_c');
  await world.mute('usr_c', 'usr_muted');
  await world.unfollow('usr_c', 'usr_unfollowed');
  await world.muteWord('usr_c', 'spoiler');
  const stream = await open('usr_c', after);
  const items = [];
  for (let item = null; item === null; ) {
    item = (await next(stream)).item;
    items.push(item?.post.text ?? null);
  }
  // A muted word is compared when the post is read: only the cursor arrives.
  expect(items).toEqual([null, 'fine']);
  await stream.return?.();
});

test('FOR_YOU has posts with followed tags as well', async () => {
  await world.followTag('usr_d', 'soup');
  const [forYou, following] = [await open('usr_d', null, 'FOR_YOU'), await open('usr_d', null, 'FOLLOWING')];
  await publish('usr_d1', { text: 'tagged', tags: ['soup'] });
  expect((await next(forYou)).item.reason).toMatchObject({ kind: 'TAG', tag: 'soup' });
  expect((await next(following)).item).toBeNull();
  await Promise.all([forYou.return?.(), following.return?.()]);
});

test('a feed that is read with its cursor misses nothing that comes after it', async () => {
  await world.follow('usr_e', 'usr_e1');
  await publish('usr_e1', { text: 'before' });
  const { data } = await world.execute(
    `{ feedCursor feed(kind: LATEST) { edges { node { ${ITEM} } } } }`,
    {},
    world.as('usr_e'),
  );
  const { feed, feedCursor } = Object(data);
  expect(feed.edges.map(({ node }: { node: { post: { text: string } } }) => node.post.text)).toEqual(['before']);
  await publish('usr_e1', { text: 'after' });
  const stream = await open('usr_e', feedCursor);
  expect((await next(stream)).item.post.text).toBe('after');
  await stream.return?.();
});

test('cursors of other lists are refused', async () => {
  const refused = await open('usr_f', Buffer.from('["social.posts","usr_f",1,"00000001"]').toString('base64url')).catch(
    (error: Error) => error.cause,
  );
  expect(JSON.stringify(refused)).toContain('BAD_USER_INPUT');
});
