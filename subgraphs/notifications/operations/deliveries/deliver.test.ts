import { expect, jest, test } from '@jest/globals';
import {
  AT,
  exampleAsk,
  exampleDelivery,
  exampleDevice,
  exampleListener,
  exampleNotification,
  exampleTemplate,
  FAILED,
  minutesLater,
  QUIET_AT_NOON,
} from '../../../../tests/example-notification.ts';
import type { Channels, Outcome } from '../../context.ts';
import type { Choice, Listener, Notification, NotificationDelivery } from '../../repository/index.ts';
import { type DeliverNeeds, deliver } from './deliver.ts';

interface State {
  readonly delivery?: Partial<NotificationDelivery>;
  readonly notification?: Partial<Notification>;
  readonly listener?: Partial<Listener>;
  readonly outcome?: Outcome;
  readonly email?: string | null;
  readonly isHidden?: boolean;
}

type Repository = DeliverNeeds['repository'];

function worldOf({ delivery, notification, listener, outcome = { sent: true }, email, isHidden = false }: State = {}) {
  const repository = {
    settleDelivery: jest.fn<Repository['settleDelivery']>(async () => true),
    holdDelivery: jest.fn<Repository['holdDelivery']>(async () => true),
    templates: jest.fn<Repository['templates']>(async () => [exampleTemplate()]),
    hiddenSubjects: async () => [false],
    relationsWith: jest.fn<Repository['relationsWith']>(async () => [
      { isHidden, hasEnded: false, hasUnfollowed: false },
    ]),
    removeDevice: jest.fn<Repository['removeDevice']>(async () => null),
    announce: jest.fn(async (_type: object, _payload: object, _at: Date) => undefined),
    anyNotifications: jest.fn<Repository['anyNotifications']>(async () => []),
    listeners: jest.fn<Repository['listeners']>(async () => []),
  };
  const channels = {
    send: jest.fn<Channels['send']>(async () => outcome),
    unsubscribeUrl: jest.fn<Channels['unsubscribeUrl']>(() => 'https://social.example/unsubscribe'),
    appealUrl: jest.fn<Channels['appealUrl']>(() => 'https://social.example/appeal'),
  };
  const expire = jest.fn<DeliverNeeds['expire']>(() => new Promise(() => undefined));
  const warn = jest.fn();
  const needs: DeliverNeeds = {
    // as: the operation uses only this part of the channels.
    ...{ repository, channels: channels as unknown as Channels, expire, log: { warn } },
    ...{
      now: () => AT,
      random: () => 1,
      ask: exampleAsk({ names: { usr_ben: 'Ben' }, ...(email === undefined ? {} : { email }) }),
    },
  };
  const run = () =>
    deliver(needs, {
      delivery: exampleDelivery(delivery),
      notification: exampleNotification({ actorId: 'usr_ben', data: { what: 'time' }, ...notification }),
      listener: exampleListener({ devices: [exampleDevice()], ...listener }),
      lease: 'lse_1',
    });
  return { repository, channels, expire, warn, needs, run };
}

const EMAIL = { channel: 'EMAIL', deviceId: '' } as const;
const REQUEST = { type: 'FRIEND_REQUEST' } as const;
const daily: Choice = { type: 'FRIEND_REQUEST', channel: 'EMAIL', isEnabled: null, frequency: 'DAILY' };

test('a webhook gets the text as its recipient may see it, under the id of the delivery', async () => {
  const world = worldOf({ notification: { groupKey: 'cnv_1' } });

  await world.run();

  expect(world.channels.send.mock.calls).toEqual([
    [
      'WEBHOOK',
      {
        ...{ deliveryId: 'ntd_1', notificationId: 'ntf_1', type: 'MESSAGE', template: 'test.hello' },
        ...{ title: 'Hello from Ben', body: 'It is time', html: '<p>It is time</p>', groupKey: 'cnv_1' },
        ...{ createdAt: AT, address: 'https://ada.example/', device: exampleDevice(), unsubscribeUrl: null },
      },
    ],
  ]);
  expect(world.repository.settleDelivery.mock.calls).toEqual([
    ['ntd_1', 'lse_1', { status: 'SENT', at: AT, error: null, counts: true }],
  ]);
});

test.each([
  ['FRIEND_REQUEST', 'https://social.example/unsubscribe'],
  ['ACCOUNT', null],
] as const)('an e-mail of type %s goes to the current address, with the link %s', async (type, unsubscribeUrl) => {
  const world = worldOf({ delivery: EMAIL, notification: { type } });

  await world.run();

  expect(world.channels.send).toHaveBeenCalledWith(
    'EMAIL',
    expect.objectContaining({ address: 'ada@example.com', device: null, unsubscribeUrl }),
  );
});

test.each([
  ['an e-mail', EMAIL, 'Suspended.\n\nAppeal: https://social.example/appeal'],
  ['a webhook', {}, 'Suspended.'],
])('the link to appeal a suspension is in %s as it should be, and stored nowhere', async (_, delivery, body) => {
  const world = worldOf({ delivery, notification: { type: 'MODERATION', subjectId: 'mod_1' } });
  const text = { name: 'moderation.case-decided.suspend', body: 'Suspended.\n\nAppeal: {{appealUrl}}' };
  world.repository.templates.mockResolvedValue([exampleTemplate(text)]);

  await world.run();

  expect(world.channels.send.mock.calls[0]?.[1]).toMatchObject({ body });
  const link = { caseId: 'mod_1', userId: 'usr_ada', locale: 'en', decidedAt: AT };
  expect(world.channels.appealUrl.mock.calls).toEqual(body.includes('https') ? [[link]] : []);
});

test('a text of another name has no link, whatever placeholder it has', async () => {
  const world = worldOf({ delivery: EMAIL, notification: { type: 'MODERATION', subjectId: 'mod_1' } });
  world.repository.templates.mockResolvedValue([exampleTemplate({ body: 'Hello.\n\n{{appealUrl}}' })]);

  await world.run();

  expect(world.channels.send.mock.calls[0]?.[1]).toMatchObject({ body: 'Hello.' });
});

test('what is in the inbox is sent already', async () => {
  const world = worldOf({ delivery: { channel: 'IN_APP', deviceId: '' } });

  await world.run();

  expect(world.channels.send).not.toHaveBeenCalled();
  expect(world.repository.settleDelivery).toHaveBeenCalledWith(
    'ntd_1',
    'lse_1',
    expect.objectContaining({ status: 'SENT' }),
  );
});

test.each<[string, State, string]>([
  ['that was read', { notification: { readAt: AT } }, 'already read'],
  [
    'of a type that the recipient has turned off',
    { listener: { choices: [{ type: 'MESSAGE', channel: 'WEBHOOK', isEnabled: false, frequency: null }] } },
    'disabled by the recipient',
  ],
  ['to a device that was removed', { listener: { devices: [] } }, 'the address or device no longer exists'],
  [
    'to a chat that is not linked',
    { listener: { devices: [exampleDevice({ endpoint: null })] } },
    'the address or device no longer exists',
  ],
  [
    'to a person without an address',
    { delivery: EMAIL, notification: REQUEST, email: null },
    'the address or device no longer exists',
  ],
  ['of a person who is blocked', { isHidden: true }, 'hidden from the recipient'],
])('a notification %s is skipped, and the attempt does not count', async (_, state, error) => {
  const world = worldOf(state);

  await world.run();

  expect(world.channels.send).not.toHaveBeenCalled();
  expect(world.repository.settleDelivery.mock.calls).toEqual([
    ['ntd_1', 'lse_1', { status: 'SKIPPED', at: AT, error, counts: false }],
  ]);
});

test.each<[string, State, boolean]>([
  ['an e-mail', { delivery: EMAIL, notification: REQUEST }, true],
  ['a push message', { delivery: { channel: 'PUSH' } }, true],
  ['an e-mail about the account', { delivery: EMAIL, notification: { type: 'ACCOUNT' } }, false],
  ['a webhook', {}, false],
])('in quiet hours %s waits for their end: %s', async (_, state, waits) => {
  const world = worldOf({ ...state, listener: { preferences: QUIET_AT_NOON, devices: [exampleDevice()] } });

  await world.run();

  expect(world.channels.send).toHaveBeenCalledTimes(waits ? 0 : 1);
  expect(world.repository.settleDelivery).toHaveBeenCalledWith(
    'ntd_1',
    'lse_1',
    waits
      ? { status: 'PENDING', at: minutesLater(60), error: null, counts: false }
      : expect.objectContaining({ status: 'SENT' }),
  );
});

test('an e-mail that belongs in a digest is held for its time, and not settled', async () => {
  const world = worldOf({ delivery: EMAIL, notification: REQUEST, listener: { choices: [daily] } });

  await world.run();

  const slot = new Date('2026-11-21T08:00:00.000Z');
  expect(world.repository.holdDelivery.mock.calls).toEqual([
    ['ntd_1', 'lse_1', { id: expect.stringMatching(/^ntg_/), userId: 'usr_ada', slot, createdAt: AT }],
  ]);
  expect(world.repository.settleDelivery).not.toHaveBeenCalled();
  expect(world.channels.send).not.toHaveBeenCalled();
});

test('when that digest is being sent the e-mail is tried again at once, and finds the next one', async () => {
  const world = worldOf({ delivery: EMAIL, notification: REQUEST, listener: { choices: [daily] } });
  world.repository.holdDelivery.mockResolvedValue(false);

  await world.run();

  expect(world.repository.settleDelivery.mock.calls).toEqual([
    ['ntd_1', 'lse_1', { status: 'PENDING', at: AT, error: null, counts: false }],
  ]);
});

test('a failed attempt is repeated later', async () => {
  const world = worldOf({ outcome: FAILED });

  await world.run();

  expect(world.repository.settleDelivery).toHaveBeenCalledWith(
    'ntd_1',
    'lse_1',
    expect.objectContaining({ status: 'PENDING', error: 'response status 503', counts: true }),
  );
  expect(world.repository.removeDevice).not.toHaveBeenCalled();
});

test('a device that is gone is removed', async () => {
  const world = worldOf({ outcome: { ...FAILED, isGone: true } });

  await world.run();

  expect(world.repository.removeDevice.mock.calls).toEqual([['usr_ada', 'dev_1']]);
  expect(world.repository.announce).not.toHaveBeenCalled();
  expect(world.repository.settleDelivery).toHaveBeenCalledWith(
    'ntd_1',
    'lse_1',
    expect.objectContaining({ status: 'DEAD' }),
  );
});

test('an address that is refused for good is published, without the address, before the delivery is settled', async () => {
  const world = worldOf({ delivery: EMAIL, notification: REQUEST, outcome: { ...FAILED, isGone: true } });
  world.repository.announce.mockImplementation(async () => {
    expect(world.repository.settleDelivery).not.toHaveBeenCalled();
  });

  await world.run();

  expect(world.repository.announce.mock.calls).toEqual([
    [expect.objectContaining({ name: 'notifications.email-refused' }), { userId: 'usr_ada', at: AT.toISOString() }, AT],
  ]);
  expect(world.repository.removeDevice).not.toHaveBeenCalled();
  expect(world.repository.settleDelivery).toHaveBeenCalledTimes(1);
});

test.each([
  ['a channel that throws', new Error('broken'), 'Error: broken'],
  ['an attempt that takes too long', null, 'Error: timed out'],
])('%s is a failed attempt', async (_, error, lastError) => {
  const world = worldOf();
  if (error === null) {
    world.channels.send.mockReturnValue(new Promise(() => undefined));
    world.expire.mockResolvedValue(undefined);
  } else world.channels.send.mockRejectedValue(error);

  await world.run();

  expect(world.repository.settleDelivery).toHaveBeenCalledWith(
    'ntd_1',
    'lse_1',
    expect.objectContaining({ status: 'PENDING', error: lastError, counts: true }),
  );
});

test('the timeout of an attempt ends with it', async () => {
  const world = worldOf();

  await world.run();

  const [timeoutMs, signal] = world.expire.mock.calls[0] ?? [];
  expect([timeoutMs, signal?.aborted]).toEqual([40_000, true]);
});

test('a result that cannot be recorded is logged, and the lease expires', async () => {
  const world = worldOf();
  world.repository.settleDelivery.mockRejectedValue(new Error('away'));

  await expect(world.run()).resolves.toBeUndefined();
  expect(world.warn).toHaveBeenCalledWith(expect.objectContaining({ deliveryId: 'ntd_1' }), expect.any(String));
});
