import { expect, jest, test } from '@jest/globals';
import { dropFiles } from './drop-files.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');

function worldOf(conversationIds: readonly string[]) {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const notify = jest.fn(async (..._: unknown[]) => undefined);
  const store = { dropFiles: jest.fn(async (..._: unknown[]) => conversationIds) };
  const needs = { now: () => NOW, signals: { notify }, streams: { announce }, changeLog: 'log' };
  // as: what it is handed on to is not looked at.
  const drop = () => dropFiles(needs as never, store, ['fil_1'], null);
  return { drop, store, announce, notify };
}

test('who follows a conversation whose messages lose files learns of it after the commit', async () => {
  const { drop, store, announce, notify } = worldOf(['cnv_1', 'cnv_2']);
  const after = await drop();
  expect([store.dropFiles.mock.calls, announce.mock.calls]).toEqual([[[['fil_1'], null, NOW]], []]);
  await after?.();
  expect(announce.mock.calls).toEqual([
    ['log', 'cnv_1'],
    ['log', 'cnv_2'],
  ]);
  expect(notify).toHaveBeenCalledWith('chat.changes');
});

test('a file that no message shows changes nothing', async () => {
  expect(await worldOf([]).drop()).toBeUndefined();
});
