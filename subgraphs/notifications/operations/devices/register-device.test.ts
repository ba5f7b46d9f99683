import { describe, expect, jest, test } from '@jest/globals';
import { AT, callerOf, exampleDevice, minutesLater } from '../../../../tests/example-notification.ts';
import type { Channels } from '../../context.ts';
import type { NotificationDevice, NotificationsStore } from '../../repository/index.ts';
import { MAX_DEVICES, registerDevice, unregisterDevice } from './register-device.ts';

const WEBHOOK = { kind: 'WEBHOOK', endpoint: 'https://ada.example' };
const KEYS = { p256dh: `B${'x'.repeat(86)}`, auth: 'y'.repeat(22) };
const PUSH = { kind: 'WEB_PUSH', endpoint: 'https://push.example/1', ...KEYS };
const TELEGRAM = { kind: 'TELEGRAM', name: ' My chat ' };

function worldOf({
  devices = [],
  objection = null,
  isAvailable = true,
  viewerId = 'usr_ada',
}: {
  devices?: NotificationDevice[];
  objection?: string | null;
  isAvailable?: boolean;
  viewerId?: string | null;
} = {}) {
  const store = {
    lockPreferences: jest.fn(async (_userId: string) => ({}) as never),
    dropStaleLinks: jest.fn<NotificationsStore['dropStaleLinks']>(async () => undefined),
    devicesOf: jest.fn<NotificationsStore['devicesOf']>(async () => devices),
    saveDevice: jest.fn<NotificationsStore['saveDevice']>(async (device) => device),
  };
  const channels = {
    isAvailable: jest.fn<Channels['isAvailable']>(() => isAvailable),
    objectionTo: jest.fn<Channels['objectionTo']>(async () => objection),
    webhookSecret: (deviceId: string) => `secret of ${deviceId}`,
    telegramLink: (code: string) => `https://t.me/bot?start=${code}`,
  };
  return {
    ...{ store, caller: callerOf(viewerId), now: () => AT },
    // as: the operation uses only this part of the channels.
    channels: channels as unknown as Channels,
    repository: {
      removeDevice: jest.fn<NotificationsStore['removeDevice']>(async () => devices[0] ?? null),
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
}

describe('registerDevice', () => {
  test.each([
    ['a webhook without an address', { kind: 'WEBHOOK' }, 'endpoint'],
    ['text that is no address', { ...WEBHOOK, endpoint: 'nonsense' }, 'endpoint'],
    ['port 0', { ...WEBHOOK, endpoint: 'https://8.8.8.8:0/' }, 'endpoint'],
    ['an address with a header', { ...WEBHOOK, endpoint: 'https://8.8.8.8/\r\nX-Admin: yes' }, 'endpoint'],
    ['an address with credentials', { ...WEBHOOK, endpoint: 'https://a:b@8.8.8.8/' }, 'endpoint'],
    ['a browser without keys', { kind: 'WEB_PUSH', endpoint: 'https://8.8.8.8/' }, 'p256dh'],
    ['a browser with a short key', { ...PUSH, p256dh: 'Bxx' }, 'p256dh'],
    ['a browser with a short secret', { ...PUSH, auth: 'yy' }, 'auth'],
    ['an overlong name', { kind: 'TELEGRAM', name: 'x'.repeat(81) }, 'name'],
    ['an unknown kind', { kind: 'PIGEON' }, 'kind'],
  ])('%s is refused, and nothing is stored', async (_, input, field) => {
    const world = worldOf();

    expect(await registerDevice(world, input)).toMatchObject({
      ok: false,
      refusal: { __typename: 'InvalidInput', path: ['input', field] },
    });
    expect(world.store.saveDevice).not.toHaveBeenCalled();
  });

  test.each([
    ['a channel that is not configured', WEBHOOK, { isAvailable: false }, 'ChannelUnavailable', 'kind'],
    ['an address that is not allowed', WEBHOOK, { objection: 'private' }, 'AddressNotAllowed', 'endpoint'],
    ['a push service that is not allowed', PUSH, { objection: 'private' }, 'AddressNotAllowed', 'endpoint'],
  ])('%s is refused, and nothing is stored', async (_, input, state, __typename, field) => {
    const world = worldOf(state);

    expect(await registerDevice(world, input)).toMatchObject({ refusal: { __typename, path: ['input', field] } });
    expect(world.store.saveDevice).not.toHaveBeenCalled();
  });

  test('one device more than the maximum is refused; one that is registered already is not', async () => {
    const world = worldOf({
      devices: Array.from({ length: MAX_DEVICES }, (_, nth) =>
        exampleDevice({ uniqueKey: `webhook:usr_ada:https://ada.example/${nth}` }),
      ),
    });

    expect(await registerDevice(world, WEBHOOK)).toMatchObject({
      refusal: { __typename: 'TooMany', path: ['input'], limit: MAX_DEVICES },
    });
    expect(world.store.saveDevice).not.toHaveBeenCalled();
    expect(await registerDevice(world, { ...WEBHOOK, endpoint: 'https://ada.example/0' })).toMatchObject({ ok: true });
  });

  test('a webhook is stored for its owner and address, and its secret is returned', async () => {
    const world = worldOf();

    const registered = await registerDevice(world, WEBHOOK);

    const [device] = world.store.saveDevice.mock.calls[0] ?? [];
    expect(device).toEqual({
      ...exampleDevice({ uniqueKey: 'webhook:usr_ada:https://ada.example/' }),
      id: expect.stringMatching(/^dev_/),
    });
    expect(registered).toEqual({
      ok: true,
      value: { device, webhookSecret: `secret of ${device?.id}`, telegramLink: null },
    });
    expect(world.store.lockPreferences).toHaveBeenCalledWith('usr_ada');
  });

  test('a browser is stored with its keys, whoever registered it before', async () => {
    const world = worldOf();

    expect(await registerDevice(world, PUSH)).toMatchObject({ value: { webhookSecret: null, telegramLink: null } });
    expect(world.store.saveDevice).toHaveBeenCalledWith(
      expect.objectContaining({ uniqueKey: 'push:https://push.example/1', ...KEYS }),
    );
  });

  test('a chat waits without an address for the code of its link, which replaces expired ones', async () => {
    const world = worldOf();

    const registered = await registerDevice(world, TELEGRAM);

    const [device] = world.store.saveDevice.mock.calls[0] ?? [];
    expect(device).toMatchObject({ name: 'My chat', endpoint: null, uniqueKey: expect.stringMatching(/^link:lnk_/) });
    expect(registered).toMatchObject({
      value: { webhookSecret: null, telegramLink: `https://t.me/bot?start=${device?.uniqueKey.slice('link:'.length)}` },
    });
    expect(world.store.dropStaleLinks.mock.calls).toEqual([['usr_ada', minutesLater(-15)]]);
    expect(world.channels.objectionTo).not.toHaveBeenCalled();
  });
});

describe('unregisterDevice', () => {
  test('removes a device of the viewer and returns it', async () => {
    const world = worldOf({ devices: [exampleDevice()] });

    expect(await unregisterDevice(world, { deviceId: 'dev_1' })).toEqual({ ok: true, value: exampleDevice() });
    expect(world.repository.removeDevice.mock.calls).toEqual([['usr_ada', 'dev_1']]);
  });

  test.each([
    ['another person’s device, or none', 'dev_1', 'NotFound'],
    ['a blank id', ' ', 'InvalidInput'],
    ['no id', undefined, 'InvalidInput'],
  ])('refuses %s', async (_, deviceId, __typename) => {
    expect(await unregisterDevice(worldOf(), { deviceId })).toMatchObject({
      ok: false,
      refusal: { __typename, path: ['input', 'deviceId'] },
    });
  });
});

test.each([
  ['registering', registerDevice],
  ['unregistering', unregisterDevice],
])('%s a device requires a viewer', async (_, operation) => {
  await expect(operation(worldOf({ viewerId: null }), TELEGRAM)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
