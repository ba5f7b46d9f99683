import { expect, jest, test } from '@jest/globals';
import {
  AT,
  exampleAsk,
  exampleListener,
  exampleNotification,
  exampleTemplate,
  FAILED,
  minutesLater,
  QUIET_AT_NOON,
} from '../../../../tests/example-notification.ts';
import type { Channels, Outcome } from '../../context.ts';
import type { Digest, Listener, Notification, NotificationTemplate } from '../../repository/index.ts';
import { type DigestNeeds, sendDigests } from './send-digests.ts';

interface State {
  readonly digests?: readonly Digest[];
  /** What is held for the first digest. */
  readonly notifications?: readonly Notification[];
  readonly listener?: Partial<Listener>;
  readonly frames?: readonly NotificationTemplate[];
  readonly outcome?: Outcome;
  readonly email?: string | null;
  readonly blockedIds?: readonly string[];
}

const DIGEST: Digest = {
  id: 'ntg_1',
  userId: 'usr_ada',
  slot: minutesLater(-10),
  attempts: 1,
  createdAt: minutesLater(-90),
};
const FRAME = exampleTemplate({
  id: 'ntt_9',
  name: 'notifications.digest',
  title: '{{count}} news',
  body: '{{items}}',
});
const request = (nth: number, more: Partial<Notification> = {}) =>
  exampleNotification({
    id: `ntf_${nth}`,
    type: 'FRIEND_REQUEST',
    actorId: 'usr_ben',
    data: { what: `${nth}` },
    ...more,
  });

function worldOf({
  digests = [DIGEST],
  notifications = [request(1), request(2, { actorId: 'usr_eve', type: 'ANNOUNCEMENT' })],
  listener,
  frames = [FRAME],
  outcome = { sent: true },
  email,
  blockedIds = [],
}: State = {}) {
  type Repository = DigestNeeds['repository'];
  const repository = {
    claimDigests: jest.fn<Repository['claimDigests']>(async () => [...digests]),
    heldFor: jest.fn<Repository['heldFor']>(async () =>
      notifications.map(({ id }) => ({ id: `ntd of ${id}`, digestId: 'ntg_1', notificationId: id })),
    ),
    settleDigest: jest.fn<Repository['settleDigest']>(async () => undefined),
    anyNotifications: jest.fn<Repository['anyNotifications']>(async () => [...notifications]),
    listeners: jest.fn<Repository['listeners']>(async (ids) => ids.map(() => exampleListener(listener))),
    templates: jest.fn<Repository['templates']>(async () => [exampleTemplate()]),
    newestOf: jest.fn<Repository['newestOf']>(async () => [...frames]),
    announce: jest.fn(async (_type: object, _payload: object, _at: Date) => undefined),
    hiddenSubjects: async () => [],
    relationsWith: jest.fn<Repository['relationsWith']>(async (_, ids) =>
      ids.map((id) => ({ isHidden: blockedIds.includes(id), hasEnded: false, hasUnfollowed: false })),
    ),
  };
  const channels = {
    send: jest.fn<Channels['send']>(async () => outcome),
    unsubscribeUrl: jest.fn<Channels['unsubscribeUrl']>(() => 'https://social.example/unsubscribe'),
  };
  const ask = exampleAsk({ names: { usr_ben: 'Ben', usr_eve: 'Eve' }, ...(email === undefined ? {} : { email }) });
  // as: the operation uses only this part of the channels.
  const needs: DigestNeeds = {
    repository,
    channels: channels as unknown as Channels,
    now: () => AT,
    random: () => 1,
    ask,
  };
  return { repository, channels, run: (signal = new AbortController().signal) => sendDigests(needs, signal) };
}

test('a digest lists what is unread, under its own id and with a link that ends all its types', async () => {
  const world = worldOf();

  expect(await world.run()).toBe(1);

  expect(world.channels.send.mock.calls).toEqual([
    [
      'EMAIL',
      expect.objectContaining({
        ...{ deliveryId: 'ntg_1', notificationId: 'ntf_1', type: 'FRIEND_REQUEST', template: 'notifications.digest' },
        ...{ title: '2 news', body: '• Hello from Ben: It is 1\n• Hello from Eve: It is 2', groupKey: null },
        ...{ createdAt: DIGEST.slot, address: 'ada@example.com', device: null },
        unsubscribeUrl: 'https://social.example/unsubscribe',
      }),
    ],
  ]);
  expect(world.channels.unsubscribeUrl).toHaveBeenCalledWith({
    ...{ userId: 'usr_ada', types: ['FRIEND_REQUEST', 'ANNOUNCEMENT'] },
  });
  const [claim] = world.repository.claimDigests.mock.calls[0] ?? [];
  expect(claim).toEqual({ limit: 20, lease: expect.stringMatching(/^lse_/), now: AT, until: minutesLater(1) });
  expect(world.repository.settleDigest.mock.calls).toEqual([
    ['ntg_1', claim?.lease, { status: 'SENT', at: AT, error: null, counts: true }, ['ntd of ntf_1', 'ntd of ntf_2']],
  ]);
});

test.each<[string, State]>([
  ['that was read', { notifications: [request(1), request(2, { readAt: AT })] }],
  ['of a type that was turned off', { notifications: [request(1), request(2, { type: 'MESSAGE' })] }],
  [
    'of a person who is blocked',
    { notifications: [request(1), request(2, { actorId: 'usr_eve' })], blockedIds: ['usr_eve'] },
  ],
])('a notification %s is left out', async (_, state) => {
  const world = worldOf(state);

  await world.run();

  expect(world.channels.send).toHaveBeenCalledWith('EMAIL', expect.objectContaining({ title: '1 news' }));
  expect(world.repository.settleDigest.mock.calls[0]?.[3]).toEqual(['ntd of ntf_1']);
});

test.each<[string, State, string]>([
  ['without unread notifications', { notifications: [request(1, { readAt: AT })] }, 'no unread notifications'],
  ['without notifications', { notifications: [] }, 'no unread notifications'],
  ['of which all are hidden', { blockedIds: ['usr_ben'], notifications: [request(1)] }, 'hidden from the recipient'],
  ['to a person without an address', { email: null }, 'the address or device no longer exists'],
])('a digest %s is skipped, and the attempt does not count', async (_, state, error) => {
  const world = worldOf(state);

  await world.run();

  expect(world.channels.send).not.toHaveBeenCalled();
  expect(world.repository.settleDigest.mock.calls[0]?.slice(2)).toEqual([
    { status: 'SKIPPED', at: AT, error, counts: false },
    [],
  ]);
});

test('in quiet hours a digest waits for their end', async () => {
  const world = worldOf({ listener: { preferences: QUIET_AT_NOON } });

  await world.run();

  expect(world.channels.send).not.toHaveBeenCalled();
  expect(world.repository.settleDigest.mock.calls[0]?.slice(2)).toEqual([
    { status: 'PENDING', at: minutesLater(60), error: null, counts: false },
    [],
  ]);
});

test.each<[string, State, string, string]>([
  ['a mail server that is busy', { outcome: FAILED }, 'PENDING', 'response status 503'],
  ['a letter that is refused', { outcome: { ...FAILED, isPermanent: true } }, 'DEAD', 'response status 503'],
  ['a missing template', { frames: [] }, 'PENDING', 'Error: no template named notifications.digest'],
])('after %s the digest and all that it lists stay together', async (_, state, status, error) => {
  const world = worldOf(state);

  await world.run();

  expect(world.repository.settleDigest.mock.calls[0]?.slice(2)).toEqual([
    expect.objectContaining({ status, error, counts: true }),
    ['ntd of ntf_1', 'ntd of ntf_2'],
  ]);
  expect(world.repository.announce).not.toHaveBeenCalled();
});

test('an address that is refused for good is published, without the address', async () => {
  const world = worldOf({ outcome: { ...FAILED, isGone: true } });

  await world.run();

  expect(world.repository.announce.mock.calls).toEqual([
    [expect.objectContaining({ name: 'notifications.email-refused' }), { userId: 'usr_ada', at: AT.toISOString() }, AT],
  ]);
});

test('a digest that was brought forward has the time at which it was created', async () => {
  const world = worldOf({ digests: [{ ...DIGEST, slot: null }] });

  await world.run();

  expect(world.channels.send).toHaveBeenCalledWith('EMAIL', expect.objectContaining({ createdAt: DIGEST.createdAt }));
});

test('without due digests nothing is read, and after an abort nothing is sent', async () => {
  const idle = worldOf({ digests: [] });
  expect(await idle.run()).toBe(0);
  expect(idle.repository.heldFor).not.toHaveBeenCalled();

  const aborted = worldOf();
  await aborted.run(AbortSignal.abort());
  expect(aborted.channels.send).not.toHaveBeenCalled();
  expect(aborted.repository.settleDigest).not.toHaveBeenCalled();
});
