import { newId } from '../../../../runtime/operations/ids.ts';
import { nearestLocale } from '../../../../runtime/text/nearest-locale.ts';
import type { Channels } from '../../context.ts';
import { CHANNELS, type ChannelName } from '../../events.ts';
import type { DeliveryDraft } from '../../repository/deliveries.ts';
import type { NotificationDraft } from '../../repository/inbox.ts';
import type { DeviceKind, Listener, NotificationTemplate, Occurrence } from '../../repository/index.ts';
import { isChosen } from '../preferences/default-choices.ts';

/** Notification and deliveries of an occurrence for one user. */
export interface Plan {
  readonly notification: NotificationDraft;
  readonly deliveries: readonly DeliveryDraft[];
}

const DEVICES: Readonly<Record<Exclude<ChannelName, 'IN_APP' | 'EMAIL'>, DeviceKind>> = {
  PUSH: 'WEB_PUSH',
  TELEGRAM: 'TELEGRAM',
  WEBHOOK: 'WEBHOOK',
};

/** Chooses channels, devices and language for one user; null when no channel is enabled. */
export function planNotification(
  occurrence: Occurrence,
  listener: Listener,
  templates: readonly NotificationTemplate[],
  channels: Pick<Channels, 'isAvailable'>,
  now: Date,
): Plan | null {
  const template = nearestLocale(templates, listener.preferences.locale);
  if (template === null) return null;
  const enabledChannels = CHANNELS.filter(
    (channel) =>
      channels.isAvailable(channel) &&
      (occurrence.channels.length === 0 || occurrence.channels.includes(channel)) &&
      isChosen(listener.choices, occurrence.type, channel),
  );
  const targets = enabledChannels.flatMap((channel) =>
    deviceIdsFor(channel, listener).map((deviceId) => ({ channel, deviceId })),
  );
  if (targets.length === 0) return null;

  const { id: occurrenceId, type, actorId, messageId, friendRequestId, streamId, data, groupKey, batchId } = occurrence;
  const { subjectType, subjectId } = occurrence;
  const id = newId('ntf', now);
  const { userId } = listener;
  return {
    notification: {
      id,
      userId,
      occurrenceId,
      type,
      templateId: template.id,
      actorId,
      messageId,
      friendRequestId,
      streamId,
      subjectType,
      subjectId,
      data,
      groupKey,
      batchId,
      createdAt: now,
      inInbox: enabledChannels.includes('IN_APP'),
    },
    deliveries: targets.map(({ channel, deviceId }) => ({
      id: newId('ntd', now),
      notificationId: id,
      userId,
      channel,
      deviceId,
      status: channel === 'IN_APP' ? 'SENT' : 'PENDING',
      createdAt: now,
    })),
  };
}

/** Ids of the user's devices for a channel; one empty id for channels without devices. */
function deviceIdsFor(channel: ChannelName, { devices }: Listener): string[] {
  if (channel === 'IN_APP' || channel === 'EMAIL') return [''];
  return devices.filter(({ kind }) => kind === DEVICES[channel]).map(({ id }) => id);
}
