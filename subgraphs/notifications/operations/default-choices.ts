import { CHANNELS, type ChannelName, type NotificationType, TYPES } from '../events.ts';
import type { Choice } from '../repository/index.ts';

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
  choices.find((choice) => choice.type === type && choice.channel === channel)?.isEnabled ??
  USUALLY[type].includes(channel);

/** Every type with every channel, in the order of the contract. */
export const allChoices = (choices: readonly Choice[]): Choice[] =>
  TYPES.flatMap((type) => CHANNELS.map((channel) => ({ type, channel, isEnabled: isChosen(choices, type, channel) })));
