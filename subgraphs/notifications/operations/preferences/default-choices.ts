import { CHANNELS, type ChannelName, type Frequency, type NotificationType, TYPES } from '../../events.ts';
import type { Choice } from '../../repository/index.ts';

/**
 * Default channels per type. Webhooks and the bot are set up explicitly, so they receive everything; email is for what can
 * wait, push for what cannot.
 */
const DEFAULT_CHANNELS: Readonly<Record<NotificationType, readonly ChannelName[]>> = {
  ACCOUNT: ['IN_APP', 'EMAIL', 'TELEGRAM', 'WEBHOOK'],
  FRIEND_REQUEST: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  FRIENDSHIP: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  MESSAGE: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  LIVE_STREAM: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  ANNOUNCEMENT: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
};

/** Whether a type is enabled on a channel. */
export const isChosen = (choices: readonly Choice[], type: NotificationType, channel: ChannelName): boolean =>
  find(choices, type, channel)?.isEnabled ?? DEFAULT_CHANNELS[type].includes(channel);

/** Frequency of a type on a channel. */
export const frequencyOf = (choices: readonly Choice[], type: NotificationType, channel: ChannelName): Frequency =>
  find(choices, type, channel)?.frequency ?? 'AT_ONCE';

/** Effective choice for every type and channel, in the order of the contract. */
export const allChoices = (choices: readonly Choice[]) =>
  TYPES.flatMap((type) =>
    CHANNELS.map((channel) => ({
      type,
      channel,
      isEnabled: isChosen(choices, type, channel),
      frequency: frequencyOf(choices, type, channel),
    })),
  );

const find = (choices: readonly Choice[], type: NotificationType, channel: ChannelName): Choice | undefined =>
  choices.find((choice) => choice.type === type && choice.channel === channel);
