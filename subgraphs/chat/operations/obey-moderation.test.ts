import { expect, jest, test } from '@jest/globals';
import { type ObeyingNeeds, obeyModeration } from './obey-moderation.ts';

const at = new Date('2031-03-01T12:00:00.000Z');

function createWorld(conversationId: string | null) {
  const change = (kind: string) => jest.fn(async (..._: unknown[]) => (kind === '' ? null : conversationId));
  const store = { hideMessage: change('hide'), removeMessage: change('remove'), restoreMessage: change('restore') };
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
