import { CHANNELS, type ChannelName, type Frequency, type NotificationType, TYPES } from '../../events.ts';
import type { Choice } from '../../repository/index.ts';

/**
 * What people are told over what unless they say otherwise. Webhooks and the bot are set up by hand, so whoever has one
 * wants everything there; mail is for what may wait, push for what may not.
 */
const USUALLY: Readonly<Record<NotificationType, readonly ChannelName[]>> = {
  ACCOUNT: ['IN_APP', 'EMAIL', 'TELEGRAM', 'WEBHOOK'],
  FRIEND_REQUEST: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  FRIENDSHIP: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  MESSAGE: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  LIVE_STREAM: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  ANNOUNCEMENT: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
};

/** Whether a person is told of a type over a channel. */
export const isChosen = (choices: readonly Choice[], type: NotificationType, channel: ChannelName): boolean =>
  find(choices, type, channel)?.isEnabled ?? USUALLY[type].includes(channel);

/** How often what is told of a type over a channel leaves. */
export const frequencyOf = (choices: readonly Choice[], type: NotificationType, channel: ChannelName): Frequency =>
  find(choices, type, channel)?.frequency ?? 'AT_ONCE';

/** Every type with every channel, in the order of the contract; nothing is left open. */
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
