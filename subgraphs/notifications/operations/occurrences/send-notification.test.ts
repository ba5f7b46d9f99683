import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../../runtime/executor/faults.ts';
import { AT, callerOf, exampleTemplate } from '../../../../tests/example-notification.ts';
import type { NotificationsContext } from '../../context.ts';
import type { NotificationsStore, NotificationTemplate } from '../../repository/index.ts';
import { sendNotification } from './send-notification.ts';

/** Accounts exist for all ids but `usr_none`. */
function worldOf({
  templates = [exampleTemplate({ title: 'Hi {{who}}', body: 'It is {{what}}' })],
  viewerId = 'usr_ada',
}: {
  templates?: readonly NotificationTemplate[];
  viewerId?: string | null;
} = {}) {
  const store = {
    addOccurrences: jest.fn(async (_drafts: readonly object[], _at: Date) => undefined),
    recordAudit: jest.fn<NotificationsStore['recordAudit']>(async () => undefined),
  };
  const ask = jest.fn<NotificationsContext['ask']>(async (_, __, variables) => {
    // as: the ids of the only query that is sent.
    const { ids } = variables as { ids: string[] };
    return { users: ids.map((id) => (id === 'usr_none' ? null : { id })) };
  });
  const needs = {
    ...{ caller: callerOf(viewerId), requestId: null, now: () => AT, ask },
    signals: { notify: jest.fn(async (_topic: string, _payload?: unknown) => undefined) },
    repository: {
      newestOf: jest.fn<NotificationsStore['newestOf']>(async (name) => templates.filter((one) => one.name === name)),
      // as: the operation uses only this part of the store.
      transaction: <Value>(work: (inside: never, sql: never) => Promise<Value>) =>
        work(store as never, undefined as never),
    },
  };
  return { ...needs, store };
}

const DATA = [
  { name: 'who', value: 'Ada' },
  { name: 'what', value: 'time' },
];
const INPUT = { userIds: ['usr_ben'], template: 'test.hello', data: DATA };
const people = (count: number) => Array.from({ length: count }, (_, nth) => `usr_${nth}`);

test.each<[string, object, string, string[]]>([
  ['no recipient', { userIds: [] }, 'InvalidInput', ['userIds']],
  ['an unknown person', { userIds: ['usr_ben', 'usr_none'] }, 'NotFound', ['userIds']],
  ['1,001 people', { userIds: people(1_001) }, 'InvalidInput', ['userIds']],
  ['a blank id', { userIds: [' '] }, 'InvalidInput', ['userIds', '0']],
  ['an unknown template', { template: 'no.such' }, 'NotFound', ['template']],
  ['a template name with spaces', { template: 'No Name' }, 'InvalidInput', ['template']],
  ['a missing value', { data: DATA.slice(0, 1) }, 'InvalidInput', ['data']],
  ['an overlong value', { data: [{ name: 'who', value: 'x'.repeat(1_001) }] }, 'InvalidInput', ['data', '0', 'value']],
  ['a topic with spaces', { topic: 'No Topic' }, 'InvalidInput', ['topic']],
  ['an unknown channel', { channels: ['PIGEON'] }, 'InvalidInput', ['channels', '0']],
  ['a key that is no ASCII', { idempotencyKey: 'é' }, 'InvalidInput', ['idempotencyKey']],
  ['an empty key', { idempotencyKey: '' }, 'InvalidInput', ['idempotencyKey']],
])('%s is refused, and nothing is stored or signalled', async (_, input, __typename, path) => {
  const world = worldOf();

  expect(await sendNotification(world, { ...INPUT, ...input })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(world.store.addOccurrences).not.toHaveBeenCalled();
  expect(world.store.recordAudit).not.toHaveBeenCalled();
  expect(world.signals.notify).not.toHaveBeenCalled();
});

test('a value that the template of another locale needs is missing, too', async () => {
  const world = worldOf({
    templates: [exampleTemplate({ title: 'Hi', body: 'Hi' }), exampleTemplate({ locale: 'de' })],
  });

  expect(await sendNotification(world, { ...INPUT, data: [] })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'data'] },
  });
});

test('people and followers get an occurrence each, and the workers are signalled', async () => {
  const world = worldOf();

  const sent = await sendNotification(world, {
    ...{ ...INPUT, userIds: ['usr_cleo', 'usr_ben', 'usr_cleo'], topic: 'news', channels: ['EMAIL'] },
  });

  const batchId = sent.ok ? sent.value.batchId : '';
  expect(batchId).toMatch(/^ntb_/);
  const common = {
    ...{ type: 'ANNOUNCEMENT', template: 'test.hello', data: { who: 'Ada', what: 'time' }, channels: ['EMAIL'] },
    ...{ userIds: ['usr_ben', 'usr_cleo'], actorId: null, batchId },
  };
  expect(world.store.addOccurrences.mock.calls).toEqual([
    [
      [
        expect.objectContaining({ ...common, id: `${batchId}:users`, audience: 'USERS', audienceKey: null }),
        expect.objectContaining({ ...common, id: `${batchId}:topic`, audience: 'TOPIC', audienceKey: 'news' }),
      ],
      AT,
    ],
  ]);
  expect(world.store.recordAudit.mock.calls).toEqual([
    [expect.anything(), expect.objectContaining({ action: 'sendNotification', subjectId: batchId })],
  ]);
  expect(world.signals.notify.mock.calls).toEqual([['notifications.occurrences', {}]]);
});

test('accounts are looked up a hundred at a time, as the sender', async () => {
  const world = worldOf();

  expect(await sendNotification(world, { ...INPUT, userIds: people(201) })).toMatchObject({ ok: true });
  // as: the ids of the only query that is sent.
  const counts = world.ask.mock.calls.map(([, , variables]) => (variables as { ids: string[] }).ids.length);
  expect(counts).toEqual([100, 100, 1]);
  expect(world.ask).toHaveBeenCalledWith('auth', expect.any(String), expect.anything(), world.caller);
});

test('it fails while auth is unavailable', async () => {
  const world = worldOf();
  world.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));

  await expect(sendNotification(world, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  expect(world.store.addOccurrences).not.toHaveBeenCalled();
});

test('sending requires a viewer', async () => {
  await expect(sendNotification(worldOf({ viewerId: null }), INPUT)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
