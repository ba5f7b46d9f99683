import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { objectionToForm } from '../../../../runtime/text/web-address.ts';
import type { Channels, NotificationsContext } from '../../context.ts';
import type { DeviceKind, NotificationDevice, NotificationsStore } from '../../repository/index.ts';
import { id } from '../input-rules.ts';
import type { TooMany } from '../preferences/follow-topics.ts';

/** Maximum number of devices per user. */
export const MAX_DEVICES = 50;

/** Lifetime of a link to the bot. */
export const LINK_TTL_MS = 15 * 60_000;

/** Reasons why a device is not registered. */
type RegisterDeviceRefusal = InvalidInput | TooMany | RefusalOf<'AddressNotAllowed'> | RefusalOf<'ChannelUnavailable'>;

export interface DeviceNeeds extends Pick<NotificationsContext, 'caller' | 'now' | 'channels'> {
  readonly repository: Pick<NotificationsStore, 'removeDevice'> & {
    transaction<T>(
      work: (
        store: Pick<NotificationsStore, 'lockPreferences' | 'dropStaleLinks' | 'devicesOf' | 'saveDevice'>,
      ) => Promise<T>,
    ): Promise<T>;
  };
}

/** A device and secrets that are shown only once. */
interface RegisteredDevice {
  readonly device: NotificationDevice;
  readonly webhookSecret: string | null;
  readonly telegramLink: string | null;
}

/** An uncompressed P-256 point and 16 bytes, in base64url as browsers provide them. */
const P256DH = z.string().regex(/^B[A-Za-z0-9_-]{86}$/, 'This is not a valid `keys.p256dh` of a push subscription.');
const AUTH = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'This is not a valid `keys.auth` of a push subscription.');
const name = text('A name', { max: 80, singleLine: true }).nullish();
const endpoint = z
  .string('Enter an endpoint.')
  .superRefine((address, { addIssue }) => {
    const objection = objectionToForm(address);
    if (objection !== null) addIssue({ code: 'custom', message: objection });
  })
  .transform((address) => new URL(address).href);

const INPUT = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('WEB_PUSH'), name, endpoint, p256dh: P256DH, auth: AUTH }),
  z.object({ kind: z.literal('WEBHOOK'), name, endpoint }),
  z.object({ kind: z.literal('TELEGRAM'), name }),
]);
type Input = z.infer<typeof INPUT>;

const CHANNEL_OF = { WEB_PUSH: 'PUSH', WEBHOOK: 'WEBHOOK', TELEGRAM: 'TELEGRAM' } as const;

/** Registers a device of the viewer. A chat becomes active when its link is opened. */
export async function registerDevice(
  { caller, now, channels, repository }: DeviceNeeds,
  input: unknown,
): Promise<Result<RegisteredDevice, RegisterDeviceRefusal>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const given = parsed.value;
  const refused = await objection(channels, given);
  if (refused !== null) return refuse(refused);

  const at = now();
  const deviceId = newId('dev', at);
  const device = deviceOf(given, { id: deviceId, userId: viewerId, createdAt: at });
  return repository.transaction(async (store) => {
    await store.lockPreferences(viewerId);
    await store.dropStaleLinks(viewerId, new Date(at.getTime() - LINK_TTL_MS));
    const devices = await store.devicesOf(viewerId);
    if (devices.length >= MAX_DEVICES && !devices.some(({ uniqueKey }) => uniqueKey === device.uniqueKey)) {
      const message = `You already have ${MAX_DEVICES} devices, the maximum.`;
      return refuse({ __typename: 'TooMany', message, path: ['input'], limit: MAX_DEVICES });
    }
    const saved = await store.saveDevice(device);
    return done({
      device: saved,
      webhookSecret: saved.kind === 'WEBHOOK' ? channels.webhookSecret(saved.id) : null,
      telegramLink: saved.kind === 'TELEGRAM' ? channels.telegramLink(linkCodeOf(saved.uniqueKey)) : null,
    });
  });
}

/** Removes one of the viewer's devices and returns it. Another user's is refused like an unknown one. */
export async function unregisterDevice(
  { caller, repository }: DeviceNeeds,
  input: unknown,
): Promise<Result<NotificationDevice, InvalidInput | NotFound>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(z.object({ deviceId: id }), input);
  if (!parsed.ok) return parsed;
  const device = await repository.removeDevice(viewerId, parsed.value.deviceId);
  return device === null ? notFound('There is no device with this id.', 'deviceId') : done(device);
}

async function objection(
  channels: Pick<Channels, 'isAvailable' | 'objectionTo'>,
  given: Input,
): Promise<RefusalOf<'AddressNotAllowed'> | RefusalOf<'ChannelUnavailable'> | null> {
  if (!channels.isAvailable(CHANNEL_OF[given.kind]))
    return { __typename: 'ChannelUnavailable', message: 'This channel is not configured.', path: ['input', 'kind'] };
  if (given.kind === 'TELEGRAM') return null;
  const message = await channels.objectionTo(given.endpoint);
  return message === null ? null : { __typename: 'AddressNotAllowed', message, path: ['input', 'endpoint'] };
}

const LINK_PREFIX = 'link:';
const linkCodeOf = (linkKey: string): string => linkKey.slice(LINK_PREFIX.length);

function deviceOf(given: Input, who: Pick<NotificationDevice, 'id' | 'userId' | 'createdAt'>): NotificationDevice {
  const base = { ...who, kind: given.kind satisfies DeviceKind, name: given.name ?? null, p256dh: null, auth: null };
  switch (given.kind) {
    case 'WEB_PUSH':
      return {
        ...base,
        uniqueKey: `push:${given.endpoint}`,
        endpoint: given.endpoint,
        p256dh: given.p256dh,
        auth: given.auth,
      };
    case 'WEBHOOK':
      return { ...base, uniqueKey: `webhook:${who.userId}:${given.endpoint}`, endpoint: given.endpoint };
    case 'TELEGRAM':
      // 74 random bits of a new id, valid once and for minutes.
      return { ...base, uniqueKey: `${LINK_PREFIX}${newId('lnk', who.createdAt)}`, endpoint: null };
  }
}
