import { expect, test } from '@jest/globals';
import type { ImportedMessage, ImportTarget } from '../../repository/index.ts';
import { planMessages } from './plan-messages.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

const row = (id: string, given: Partial<ImportedMessage> = {}): ImportedMessage => ({
  ...{ id, conversationId: 'cnv_1', authorId: 'usr_ada', text: id, sentAt: at(0) },
  ...{ editedAt: null, deletedAt: null, replyToId: null, readBy: null, fileIds: [] },
  ...given,
});
const target = (given: Partial<ImportTarget> = {}): ImportTarget => ({
  ...{ id: 'cnv_1', kind: 'DIRECT', lastSequence: 0, lastSentAt: null, memberIds: ['usr_ada', 'usr_ben'] },
  ...given,
});
const plan = (
  rows: readonly ImportedMessage[],
  given: Partial<ImportTarget> = {},
  stored: readonly ImportedMessage[] = [],
) =>
  planMessages(rows, {
    conversations: new Map([['cnv_1', target(given)]]),
    stored: new Map(stored.map((message, nth) => [message.id, { ...message, sequence: nth + 1 }])),
    now: NOW,
  });

test('messages are numbered behind those that are there, in the order of the rows and without holes', () => {
  const verdicts = plan([row('msg_1'), row('msg_2', { authorId: 'usr_eve' }), row('msg_3')], { lastSequence: 7 });
  expect(verdicts).toMatchObject([
    { sequence: 8 },
    { reason: expect.stringContaining('one of the two') },
    { sequence: 9 },
  ]);
});

test('what is stored is not numbered again, and is no reason to refuse what follows it', () => {
  const [first, second] = [row('msg_1'), row('msg_2', { sentAt: at(9) })];
  expect(plan([first, second], { lastSequence: 1, lastSentAt: at(0) }, [first])).toMatchObject([
    'present',
    { sequence: 2 },
  ]);
});

test('servers whose clocks differ are forgiven, rows that are not in the order of time are not', () => {
  expect(plan([row('msg_1', { sentAt: at(90) }), row('msg_2', { sentAt: at(30) })])).toMatchObject([
    { sequence: 1, sentAt: at(90) },
    { sequence: 2, sentAt: at(30) },
  ]);
  // The third is compared with the latest time, not with the message before it.
  expect(
    plan([row('msg_1', { sentAt: at(90) }), row('msg_2', { sentAt: at(40) }), row('msg_3', { sentAt: at(20) })])[2],
  ).toEqual({ reason: expect.stringContaining('later message') });
  expect(plan([row('msg_1')], { lastSequence: 3, lastSentAt: at(61) })).toEqual([
    { reason: expect.stringContaining('later message') },
  ]);
});

test('a message from the future is refused, since all later ones would get its time', () => {
  const future = new Date(NOW.getTime() + 1);
  for (const given of [{ sentAt: future }, { editedAt: future }, { deletedAt: future }])
    expect(plan([row('msg_1', given)])).toEqual([{ reason: 'A time is in the future.' }]);
});

test('a reply finds its message in the batch or in the database, but not in another conversation', () => {
  const stored = row('msg_0');
  const elsewhere = row('msg_x', { conversationId: 'cnv_2' });
  const rows = [row('msg_1', { replyToId: 'msg_0' }), row('msg_2', { replyToId: 'msg_1' })];
  expect(plan(rows, { lastSequence: 1 }, [stored])).toMatchObject([{ replyToSequence: 1 }, { replyToSequence: 2 }]);
  for (const replyToId of ['msg_none', 'msg_x', 'msg_2'])
    expect(plan([row('msg_2', { replyToId })], {}, [stored, elsewhere])).toEqual([
      { reason: expect.stringContaining('no such message') },
    ]);
});

test('in a group or room whoever wrote may have left since', () => {
  for (const kind of ['GROUP', 'ROOM'] as const)
    expect(plan([row('msg_1', { authorId: 'usr_gone' })], { kind, memberIds: [] })).toMatchObject([{ sequence: 1 }]);
});

test('a conversation that does not exist is no place for a message', () => {
  expect(plan([row('msg_1', { conversationId: 'cnv_9' })])).toEqual([{ reason: 'There is no such conversation.' }]);
});
