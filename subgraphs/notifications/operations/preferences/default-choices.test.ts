import { expect, test } from '@jest/globals';
import { CHANNELS, type ChannelName, type NotificationType } from '../../events.ts';
import { TYPES } from '../../notification-types.ts';
import type { Choice } from '../../repository/index.ts';
import { allChoices, frequencyOf, isChosen } from './default-choices.ts';

const choice = (more: Partial<Choice>): Choice => ({
  type: 'MESSAGE',
  channel: 'EMAIL',
  isEnabled: null,
  frequency: null,
  ...more,
});

test.each<[NotificationType, ChannelName, boolean]>([
  ['ACCOUNT', 'EMAIL', true],
  ['ACCOUNT', 'PUSH', false],
  ['MESSAGE', 'EMAIL', false],
  ['MESSAGE', 'PUSH', true],
  ['ANNOUNCEMENT', 'EMAIL', true],
])('by default %s over %s is enabled: %s, and sent at once', (type, channel, isEnabled) => {
  expect(isChosen([], type, channel)).toBe(isEnabled);
  expect(frequencyOf([], type, channel)).toBe('AT_ONCE');
});

test('a choice counts for its type and channel only, and what it leaves open is as by default', () => {
  const choices = [choice({ isEnabled: true }), choice({ type: 'FRIENDSHIP', frequency: 'DAILY' })];

  expect([isChosen(choices, 'MESSAGE', 'EMAIL'), frequencyOf(choices, 'MESSAGE', 'EMAIL')]).toEqual([true, 'AT_ONCE']);
  expect([isChosen(choices, 'FRIENDSHIP', 'EMAIL'), frequencyOf(choices, 'FRIENDSHIP', 'EMAIL')]).toEqual([
    false,
    'DAILY',
  ]);
  expect(isChosen([choice({ isEnabled: false })], 'MESSAGE', 'PUSH')).toBe(true);
});

test('all choices are one for each type and channel, in the order of the contract', () => {
  const choices = allChoices([choice({ isEnabled: true, frequency: 'WEEKLY' })]);

  expect(choices).toHaveLength(TYPES.length * CHANNELS.length);
  expect(choices.slice(0, 2)).toEqual([
    { type: 'ACCOUNT', channel: 'IN_APP', isEnabled: true, frequency: 'AT_ONCE' },
    { type: 'ACCOUNT', channel: 'EMAIL', isEnabled: true, frequency: 'AT_ONCE' },
  ]);
  expect(choices).toContainEqual({ type: 'MESSAGE', channel: 'EMAIL', isEnabled: true, frequency: 'WEEKLY' });
});
