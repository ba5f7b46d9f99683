import { expect, test } from '@jest/globals';
import {
  AT,
  DEFAULT_PREFERENCES,
  exampleDevice,
  exampleListener,
  exampleOccurrence,
  exampleTemplate,
} from '../../../../tests/example-notification.ts';
import type { ChannelName } from '../../events.ts';
import type { Choice, Listener, NotificationTemplate, Occurrence } from '../../repository/index.ts';
import { planNotification } from './plan-notification.ts';

const DEVICES = [
  exampleDevice({ id: 'dev_hook', kind: 'WEBHOOK' }),
  exampleDevice({ id: 'dev_browser', kind: 'WEB_PUSH' }),
  exampleDevice({ id: 'dev_other', kind: 'WEB_PUSH' }),
];
const choice = (channel: ChannelName, isEnabled: boolean): Choice => ({
  ...{ type: 'MESSAGE', channel, isEnabled, frequency: null },
});

interface State {
  readonly occurrence?: Partial<Occurrence>;
  readonly listener?: Partial<Listener>;
  readonly templates?: readonly NotificationTemplate[];
  readonly unavailable?: readonly ChannelName[];
}

const plan = ({ occurrence, listener, templates = [exampleTemplate()], unavailable = [] }: State = {}) =>
  planNotification(
    exampleOccurrence(occurrence),
    exampleListener({ devices: DEVICES, ...listener }),
    templates,
    { isAvailable: (channel) => !unavailable.includes(channel) },
    AT,
  );
const targetsOf = (state: State) =>
  plan(state)?.deliveries.map(({ channel, deviceId }) => `${channel} ${deviceId}`.trim());

test('a notification goes to the inbox at once, and waits for each device of an enabled channel', () => {
  const subject = { messageId: 'msg_1', subjectType: 'Message', subjectId: 'msg_1' };
  const planned = plan({ occurrence: { actorId: 'usr_ben', ...subject, data: { a: 'b' }, groupKey: 'cnv_1' } });

  const id = planned?.notification.id ?? '';
  expect(id).toMatch(/^ntf_/);
  expect(planned?.notification).toEqual({
    ...{ id, userId: 'usr_ada', occurrenceId: 'occ_1', type: 'MESSAGE', templateId: 'ntt_1', actorId: 'usr_ben' },
    ...{ messageId: 'msg_1', friendRequestId: null, streamId: null, data: { a: 'b' }, groupKey: 'cnv_1' },
    ...{ ...subject, batchId: null, createdAt: AT, inInbox: true },
  });
  const common = { id: expect.stringMatching(/^ntd_/), notificationId: id, userId: 'usr_ada', createdAt: AT };
  expect(planned?.deliveries).toEqual([
    { ...common, channel: 'IN_APP', deviceId: '', status: 'SENT' },
    { ...common, channel: 'PUSH', deviceId: 'dev_browser', status: 'PENDING' },
    { ...common, channel: 'PUSH', deviceId: 'dev_other', status: 'PENDING' },
    { ...common, channel: 'WEBHOOK', deviceId: 'dev_hook', status: 'PENDING' },
  ]);
});

test.each<[string, State, string[]]>([
  ['by e-mail', { occurrence: { type: 'FRIEND_REQUEST' }, listener: { devices: [] } }, ['IN_APP', 'EMAIL']],
  ['without devices', { listener: { devices: [] } }, ['IN_APP']],
  ['over the channels of the sender only', { occurrence: { channels: ['WEBHOOK', 'EMAIL'] } }, ['WEBHOOK dev_hook']],
  ['over no channel that is not configured', { unavailable: ['PUSH', 'WEBHOOK'] }, ['IN_APP']],
  [
    'as the person has chosen',
    {
      listener: { devices: DEVICES, choices: [choice('PUSH', false), choice('WEBHOOK', false), choice('EMAIL', true)] },
    },
    ['IN_APP', 'EMAIL'],
  ],
])('it is delivered %s', (_, state, targets) => {
  expect(targetsOf(state)).toEqual(targets);
});

test('without the inbox among the enabled channels it is not put there', () => {
  expect(plan({ listener: { devices: DEVICES, choices: [choice('IN_APP', false)] } })?.notification.inInbox).toBe(
    false,
  );
});

test.each<[string, State]>([
  ['no channel is enabled', { occurrence: { channels: ['EMAIL'] } }],
  ['the channel has no device', { occurrence: { channels: ['PUSH'] }, listener: { devices: [] } }],
  ['there is no template', { templates: [] }],
])('nobody is notified when %s', (_, state) => {
  expect(plan(state)).toBeNull();
});

test('the template is the one of the nearest locale', () => {
  const templates = [exampleTemplate(), exampleTemplate({ id: 'ntt_de', locale: 'de' })];
  const listener = { preferences: { ...DEFAULT_PREFERENCES, locale: 'de-AT' } };

  expect(plan({ templates, listener })?.notification.templateId).toBe('ntt_de');
});
