import { expect, jest, test } from '@jest/globals';
import type { ChatStore } from '../repository/index.ts';
import { type ObeyingNeeds, obeyModeration } from './obey-moderation.ts';

const at = new Date('2031-03-01T12:00:00.000Z');

function createWorld(conversationId: string | null) {
  const change = (kind: string) => jest.fn(async (..._: unknown[]) => (kind === '' ? null : conversationId));
  const store = {
    ...{ hideMessage: change('hide'), removeMessage: change('remove'), restoreMessage: change('restore') },
    attachmentsOf: jest.fn<ChatStore['attachmentsOf']>(async () => []),
    announce: jest.fn<ChatStore['announce']>(async () => undefined),
  };
  const [announce, notify] = [
    jest.fn(async (..._: unknown[]) => undefined),
    jest.fn(async (..._: unknown[]) => undefined),
  ];
  // as: nothing else of the log is used.
  const needs = {
    changeLog: { name: 'chat.changes' },
    streams: { announce },
    signals: { notify },
  } as never as ObeyingNeeds;
  return { store, announce, notify, needs };
}

test.each([
  ['HIDE', 'hideMessage'],
  ['REMOVE', 'removeMessage'],
  ['RESTORE', 'restoreMessage'],
] as const)('%s changes the message, and signals its conversation after the commit', async (decision, name) => {
  const { store, announce, needs } = createWorld('cnv_1');
  const afterCommit = await obeyModeration(needs, store, { subjectId: 'msg_1', decision, at });
  expect(store[name]).toHaveBeenCalledWith('msg_1', at);
  expect(announce).not.toHaveBeenCalled();
  await afterCommit?.();
  expect(announce).toHaveBeenCalledWith({ name: 'chat.changes' }, 'cnv_1');
});

test('a message that is gone changes nothing', async () => {
  const { store, needs } = createWorld(null);
  expect(await obeyModeration(needs, store, { subjectId: 'msg_1', decision: 'HIDE', at })).toBeUndefined();
});

test.each([
  ['HIDE', 'chat.file-access-ended'],
  ['RESTORE', 'chat.file-access-restored'],
] as const)('%s publishes what becomes of access to the files of the message', async (decision, name) => {
  const { store, needs } = createWorld('cnv_1');
  const shownBy = (fileId: string) => ({ fileId, grantId: 'cnv_1' });
  store.attachmentsOf.mockResolvedValue([shownBy('fil_1'), shownBy('fil_2')]);

  await obeyModeration(needs, store, { subjectId: 'msg_1', decision, at });

  const fact = { grantId: 'cnv_1', userId: null, fileIds: ['fil_1', 'fil_2'], at: at.toISOString() };
  expect(store.announce.mock.calls).toEqual([[expect.objectContaining({ name }), fact, at]]);
});
