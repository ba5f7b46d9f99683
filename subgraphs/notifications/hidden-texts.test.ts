import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../friends/events.ts';
import { type StreamStarted, streamStarted } from '../streaming/events.ts';
import subgraph from './index.ts';

const FIELDS = 'type title body hiddenReason isRead';
const INBOX = `{ unreadNotificationCount notifications { edges { node { ${FIELDS} } } } }`;
const ADDED = `subscription ($after: String) { notificationAdded(after: $after) {
  notification { ${FIELDS} } resyncRequired } }`;

let world: DomainWorld;
let ada: string;
let bob: string;
let time = Date.now();

beforeAll(async () => {
  world = await openDomainWorld(subgraph, {
    answers: {
      profile: () => ({ _entities: [] }),
      friends: () => ({ friendIds: [bob] }),
    },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  [ada, bob] = [newId('usr', new Date()), newId('usr', new Date())];
});

const at = (): string => {
  time += 1_000;
  return new Date(time).toISOString();
};
// biome-ignore lint/suspicious/noExplicitAny: plain JSON; each test states the shape it expects.
const inbox = async (viewerId: string): Promise<any> => (await world.execute(INBOX, {}, world.as(viewerId))).data;
// biome-ignore lint/suspicious/noExplicitAny: as above.
const nodes = async (viewerId: string): Promise<any[]> =>
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  (await inbox(viewerId)).notifications.edges.map(({ node }: any) => node);
const befriended = async (): Promise<void> => {
  await world.publish(friendshipStarted, { userIds: [ada, bob], at: at() });
  await eventually(
    async () => (await nodes(bob)).length === 1 && (await nodes(ada)).length === 1,
    'both to be notified',
  );
};
const streamed = async (visibility?: StreamStarted['visibility']): Promise<void> => {
  const before = (await nodes(bob)).length;
  const stream = { streamId: newId('str', new Date()), hostId: ada, title: 'Our secret party', at: at() };
  await world.publish(streamStarted, { ...stream, ...(visibility === undefined ? {} : { visibility }) });
  await eventually(async () => (await nodes(bob)).length > before, 'bob to be notified of the stream');
};
const block = (userId: string, blockedId: string) => world.publish(userBlocked, { userId, blockedId, at: at() });
const unfriend = () => world.publish(friendshipEnded, { userIds: [ada, bob], at: at() });

const HIDDEN = { title: null, body: null };

test('the title of a stream for friends is hidden when the friendship has ended, and stays a notification', async () => {
  await befriended();
  await streamed('FRIENDS');
  expect((await nodes(bob))[0]).toMatchObject({ body: 'Our secret party', hiddenReason: null });

  await unfriend();

  expect((await nodes(bob))[0]).toEqual({
    ...HIDDEN,
    type: 'LIVE_STREAM',
    hiddenReason: 'FRIENDS_ONLY',
    isRead: false,
  });
  expect((await inbox(bob)).unreadNotificationCount).toBe(2);
  await world.publish(friendshipStarted, { userIds: [ada, bob], at: at() });
  expect((await nodes(bob)).find(({ type }) => type === 'LIVE_STREAM')).toMatchObject({ body: 'Our secret party' });
});

test.each(['PUBLIC', undefined] as const)('that of a stream for everybody (%s) stays', async (visibility) => {
  await befriended();
  await streamed(visibility);
  await unfriend();
  expect((await nodes(bob))[0]).toMatchObject({ body: 'Our secret party', hiddenReason: null });
});

test.each([
  ['who blocks', () => [bob, ada] as const],
  ['who is blocked', () => [ada, bob] as const],
])('a block hides the texts of %s and of the other, until it is lifted', async (_, pair) => {
  await befriended();
  await streamed('PUBLIC');
  const [blocker, blocked] = pair();
  await block(blocker, blocked);

  for (const node of [...(await nodes(bob)), ...(await nodes(ada))])
    expect(node).toMatchObject({ ...HIDDEN, hiddenReason: 'ACTOR_HIDDEN' });

  await world.publish(userUnblocked, { userId: blocker, blockedId: blocked, at: at() });
  expect((await nodes(bob)).map(({ hiddenReason }) => hiddenReason)).toEqual([null, null]);
});

test('a block that was lifted is not revived by the word of it that comes late', async () => {
  await befriended();
  const blockedAt = at();
  await world.publish(userUnblocked, { userId: ada, blockedId: bob, at: at() });
  await world.publish(userBlocked, { userId: ada, blockedId: bob, at: blockedAt });
  expect((await nodes(bob))[0]).toMatchObject({ hiddenReason: null });
});

test('what is replayed by the stream is hidden, too, and the copy of a person’s data does not hold it', async () => {
  await befriended();
  const after = (
    (await world.execute('{ notificationsCursor }', {}, world.as(bob))).data as { notificationsCursor: string }
  ).notificationsCursor;
  await streamed('FRIENDS');
  await unfriend();

  const events = await world.subscribe(ADDED, { after }, world.as(bob));
  expect(await nextOf(events)).toMatchObject({
    data: { notificationAdded: { notification: { ...HIDDEN, hiddenReason: 'FRIENDS_ONLY' }, resyncRequired: false } },
  });
  await events.return?.();

  const copied = await personalDataOf(world, bob);
  expect(JSON.stringify(copied)).toContain('FRIENDS_ONLY');
  expect(JSON.stringify(copied)).not.toContain('secret');
});
