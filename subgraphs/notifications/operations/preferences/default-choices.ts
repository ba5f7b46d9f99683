import { CHANNELS, type ChannelName, type Frequency, type NotificationType } from '../../events.ts';
import { TYPES } from '../../notification-types.ts';
import { TYPE_DEFINITIONS } from '../../notifying-events.ts';
import type { Choice } from '../../repository/index.ts';

/** What is enabled by default, which the domain that defines the type decides. */
const defaultChannels = (type: NotificationType): readonly ChannelName[] => TYPE_DEFINITIONS[type].channels;

/** Whether a type is enabled on a channel. */
export const isChosen = (choices: readonly Choice[], type: NotificationType, channel: ChannelName): boolean =>
  find(choices, type, channel)?.isEnabled ?? defaultChannels(type).includes(channel);

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
